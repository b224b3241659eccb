using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Acks;

/// <summary>
/// An event that is sent until its ack comes. It keeps its id over all sends, so that the ack of any of them ends it.
/// </summary>
internal sealed class RetriedAck(byte[] records, AckCompletion? caller) : AckCompletion
{
    public byte[] Records => records;

    /// <summary>The completion of the wait for the answer; null for an event that was emitted without ack.</summary>
    public AckCompletion? Caller => caller;

    /// <summary>Attempts beyond the first that were begun.</summary>
    public int Retries { get; set; }

    /// <summary>Whether the present session carries it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Bound on the caller's wait over all attempts.</summary>
    public TimeSpan CallerTimeout { get; init; }

    /// <summary>The timestamp at which it has passed; <see cref="long.MaxValue"/> for none.</summary>
    public long CallerDeadline { get; init; } = long.MaxValue;

    public override void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments) => caller?.Complete(array, attachments);

    public override void Fail(Exception exception) => caller?.Fail(exception);
}
