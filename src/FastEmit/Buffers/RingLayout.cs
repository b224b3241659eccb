namespace FastEmit.Buffers;

/// <summary>
/// Where things are in a ring's memory: a page of cursors, each on a line of its own, then the data.
/// </summary>
/// <remarks>
/// 128 bytes a line, not 64: the adjacent-line prefetcher of x86 pulls lines in pairs, so two cursors in neighbouring
/// 64-byte lines would still be shared.
/// </remarks>
internal static class RingLayout
{
    /// <summary>Bytes kept apart for one writer.</summary>
    public const int Line = 128;

    /// <summary>Producers: end of the last claim, negative once sealed.</summary>
    public const int Claimed = 1 * Line;

    /// <summary>Producers: records appended so far. On the line of <see cref="Claimed"/>, which the claim has just made its own.</summary>
    public const int Appended = Claimed + sizeof(long);

    /// <summary>Producers: the last value of <see cref="Confirmed"/> that one of them read.</summary>
    public const int ConfirmedSeen = Appended + sizeof(long);

    /// <summary>Consumer: everything before this is released.</summary>
    public const int Confirmed = 2 * Line;

    /// <summary>Start of the data.</summary>
    public const int Data = 4096;

    /// <summary>Smallest capacity, in bytes.</summary>
    public const int MinCapacity = 4096;

    /// <summary>Largest capacity, in bytes; keeps record lengths within the bits of <see cref="RecordHeader"/>.</summary>
    public const int MaxCapacity = 256 << 20;
}
