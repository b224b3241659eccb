using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Acks;

/// <summary>A wait that can be ended: exactly one of ack, timeout, cancellation and disconnect wins, by removing it from its table.</summary>
internal abstract class AckCompletion : AckWait
{
    /// <summary>The server's answer: a JSON array, its placeholders resolved against <paramref name="attachments"/>.</summary>
    public abstract void Complete(ReadOnlySpan<byte> array, in AttachmentList attachments);

    /// <summary>No answer.</summary>
    public abstract void Fail(Exception exception);
}
