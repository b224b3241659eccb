namespace FastEmit.Buffers;

/// <summary>The finding of a consumer that takes over a shared ring.</summary>
internal record struct RingRecovery
{
    /// <summary>Records that wait to be sent.</summary>
    public long Records;

    /// <summary>Claims of dead processes that were passed over, committed meanwhile or never.</summary>
    public long Abandoned;

    /// <summary>Bytes that were neither records nor claims and were passed over.</summary>
    public long DamagedBytes;
}
