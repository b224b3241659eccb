namespace FastEmit.FaultProxy;

/// <summary>
/// What one direction of a <see cref="TcpFaultProxy"/> does to the bytes that pass. Immutable: a direction is changed by
/// giving it another value, which counts from the next chunk that is read.
/// </summary>
public sealed record LinkConditions
{
    /// <summary>A link that only forwards.</summary>
    public static LinkConditions Clear { get; } = new();

    /// <summary>How long each byte is under way. Bytes overlap, so that this adds latency and costs no bandwidth.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The largest write that the receiver is given, each its own segment; zero for no limit.</summary>
    public int SliceBytes { get; init; }

    /// <summary>The most bytes per second and connection; zero for no limit.</summary>
    public long BytesPerSecond { get; init; }
}
