namespace FastEmit.Buffers;

/// <summary>
/// Where things are in a ring's memory: a page of cursors, each writer's on a line of its own, then (in a file) the
/// generations of the producing processes, then the data.
/// </summary>
/// <remarks>
/// 128 bytes a line, not 64: the adjacent-line prefetcher of x86 pulls lines in pairs, so two cursors in neighbouring
/// 64-byte lines would still be shared.
/// </remarks>
internal static class RingLayout
{
    /// <summary>Bytes kept apart for one writer.</summary>
    public const int Line = 128;

    /// <summary>Random word of a file, in the line of its header: no two files have the same one, though they may hold the same ring (shared rings).</summary>
    public const int Instance = 32;

    /// <summary>Consumer: the ring's <see cref="RingEpoch"/>.</summary>
    public const int Epoch = Instance + sizeof(long);

    /// <summary>Consumer: what has to be unchanged for the epoch to go on; written after it.</summary>
    public const int EpochMark = Epoch + sizeof(long);

    /// <summary>Producers: end of the last claim (of a private ring, a <see cref="ClaimWord"/>). The line before it is the header of a file.</summary>
    public const int Claimed = 1 * Line;

    /// <summary>Consumer: everything before this is released.</summary>
    public const int Confirmed = 2 * Line;

    /// <summary>Consumer: how far it means to free (shared rings).</summary>
    public const int Freeing = Confirmed + sizeof(long);

    /// <summary>Consumer: everything before this may be claimed again, one lap later. A private ring has only <see cref="Confirmed"/>.</summary>
    public const int Freed = Freeing + sizeof(long);

    /// <summary>Consumer: its process id, for the message to a second one (shared rings).</summary>
    public const int ConsumerProcess = Freed + sizeof(long);

    /// <summary>Consumer: records appended before its last release (private rings).</summary>
    public const int AppendedBefore = ConsumerProcess + sizeof(long);

    /// <summary>Both sides: whether the consumer sleeps and wants to be woken (shared rings), see <see cref="RingBell"/>.</summary>
    public const int Bell = 3 * Line;

    /// <summary>Producers: the last value of the cursor that frees space that one of them read. Apart from <see cref="Claimed"/>, which every claim takes away from the other producers.</summary>
    public const int FreedSeen = 4 * Line;

    /// <summary>Start of the data of a private ring, and of the owners' generations of a shared one.</summary>
    public const int CursorBytes = 4096;

    /// <summary>The most processes that may hold one ring file open at a time.</summary>
    public const int MaxOwners = 4096;

    /// <summary>Start of the data of a shared ring.</summary>
    public const int SharedData = CursorBytes + (MaxOwners * sizeof(int));

    /// <summary>Smallest capacity, in bytes.</summary>
    public const int MinCapacity = 4096;

    /// <summary>Largest capacity, in bytes; keeps record lengths within the bits of <see cref="RecordWord"/>.</summary>
    public const int MaxCapacity = 256 << 20;

    /// <summary>
    /// The longest packet that is sure to fit once a ring is empty: with more than half of the capacity, a record
    /// and the padding before it could exceed what is usable.
    /// </summary>
    public static int MaxPacketLength(int capacity) => (capacity / 2) - RecordHeader.Size;
}

/// <summary>The rules for the cursors of a ring file. Pure.</summary>
internal static class RingCursors
{
    /// <summary>The rule that the cursors break, or null.</summary>
    /// <param name="freed">Read before <paramref name="freeing"/>, and that before <paramref name="confirmed"/>, and that before <paramref name="claimed"/>.</param>
    /// <param name="freeing">Of a live ring it may have moved on since.</param>
    /// <param name="confirmed">Likewise.</param>
    /// <param name="claimed">Likewise.</param>
    /// <param name="freedSince">Freed, read once more behind all others.</param>
    /// <param name="capacity">Bytes of data.</param>
    public static string? FindFault(long freed, long freeing, long confirmed, long claimed, long freedSince, int capacity) =>
        freed >= 0 && freed <= freeing && freeing <= confirmed && confirmed <= claimed
            && claimed - freedSince < capacity
            && ((freed | freeing | confirmed | claimed) & (RecordHeader.Alignment - 1)) == 0
            ? null
            : $"its cursors are freed {freed}, freeing {freeing}, confirmed {confirmed}, claimed {claimed}; "
                + $"accepted: multiples of {RecordHeader.Alignment} in ascending order, the last less than {capacity} after the first.";
}
