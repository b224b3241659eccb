namespace FastEmit.Buffers;

/// <summary>What the consumer of a shared ring found when it took over.</summary>
internal record struct RingRecovery
{
    /// <summary>Records that wait to be sent.</summary>
    public long Records;

    /// <summary>Claims of dead processes that were passed over, committed meanwhile or never.</summary>
    public long Abandoned;

    /// <summary>Bytes that were neither records nor claims and were passed over.</summary>
    public long DamagedBytes;
}
