using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Acks;

/// <summary>
/// An event that is sent until its ack comes. It keeps its id over all sends, so that the ack of any of them ends it.
/// </summary>
internal sealed class RetriedAck(byte[] records, AckCompletion? caller) : AckCompletion
{
    public byte[] Records { get; } = records;

    /// <summary>Sends that were given up by timeout.</summary>
    public int Retries { get; set; }

    public override void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments) => caller?.Complete(array, attachments);

    public override void Fail(Exception exception) => caller?.Fail(exception);
}
