namespace FastEmit.Buffers;

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
