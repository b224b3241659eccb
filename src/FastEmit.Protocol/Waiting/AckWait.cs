namespace FastEmit.Protocol.Waiting;

/// <summary>Somebody who waits for an ack. Whoever removes it from its <see cref="AckTable{T}"/> may complete it, nobody else.</summary>
internal abstract class AckWait
{
    /// <summary>Its number in its table.</summary>
    public long Id { get; set; }

    /// <summary>A timestamp of the owner's clock; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>The timeout behind <see cref="Deadline"/>, for the message.</summary>
    public TimeSpan Timeout { get; set; }
}
