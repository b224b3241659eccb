namespace FastEmit.Collector.Sqlite;

/// <summary>
/// How the terms of a block (<see cref="TextTerms"/>) lie in the table <c>filters</c>: one bit for each, in parts of 1 KiB, so that a search reads one part of a block and
/// not all. The first part is always there and says that the block has a filter.
/// </summary>
internal static class BlockFilters
{
    public const int WordsPerPart = 128;

    public const int Parts = (TextTerms.Count + (WordsPerPart * 64) - 1) / (WordsPerPart * 64);

    private const int PartBits = 6;

    /// <summary>Older files get the table when they are written to.</summary>
    public const string Create = "CREATE TABLE IF NOT EXISTS filters(id INTEGER PRIMARY KEY, terms BLOB NOT NULL)";

    public static long RowOf(long block, int part) => (block << PartBits) | (uint)part;

    public static int PartOf(int term) => term / (WordsPerPart * 64);

    public static bool Has(ReadOnlySpan<byte> part, int term)
    {
        int bit = term % (WordsPerPart * 64);
        return (part[bit >> 3] & (1 << (bit & 7))) != 0; // Words are little-endian.
    }
}

/// <summary>
/// Runs of 1,024 events. Which kinds and sessions occur in a block is all that is indexed: an index of single events would cost three times
/// what storing the event costs, and a block is read in under a millisecond.
/// </summary>
internal static class Blocks
{
    private const int Bits = 10;

    public static long Of(long id) => id >> Bits;

    public static long FirstId(long block) => block << Bits;

    public static long EndId(long block) => (block + 1) << Bits;
}
