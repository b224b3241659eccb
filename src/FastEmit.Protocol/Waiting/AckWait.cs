namespace FastEmit.Protocol.Waiting;

/// <summary>A wait for an ack. Only the code that removes it from its <see cref="AckTable{T}"/> may complete it.</summary>
internal abstract class AckWait
{
    /// <summary>Its id in its table.</summary>
    public long Id { get; set; }

    /// <summary>A timestamp of the owner's clock; <see cref="long.MaxValue"/> for none.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>The timeout of <see cref="Deadline"/>, for the error message.</summary>
    public TimeSpan Timeout { get; set; }
}
