namespace FastEmit.SocketIO.Acks;

/// <summary>
/// Somebody who waits for an ack. Whoever removes it from its <see cref="AckTable"/> may complete it, nobody else; so exactly one of ack,
/// timeout, cancellation and disconnect wins.
/// </summary>
internal abstract class AckCompletion
{
    public long Id { get; set; }

    /// <summary>A timestamp of the connection's clock; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; }

    /// <summary>The timeout behind <see cref="Deadline"/>, for the message.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>The server's answer: a JSON array, its placeholders resolved against <paramref name="attachments"/>.</summary>
    public abstract void Complete(ReadOnlySpan<byte> array, in Receiving.AttachmentList attachments);

    public abstract void Fail(Exception exception);
}
