namespace FastEmit.Collector.Sqlite;

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
