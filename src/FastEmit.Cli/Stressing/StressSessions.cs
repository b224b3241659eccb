using System.Globalization;
using FastEmit.Events;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// The session ids of a run. They are the partition keys, so they decide which lanes work: a run over one connection
/// has one session a producer, a run over several has many, so that every lane gets its share.
/// </summary>
internal static class StressSessions
{
    /// <summary>Sessions a producer for several connections; a power of two, so that taking turns is a mask.</summary>
    public const int Many = 64;

    private const int SuffixDigits = 8;

    /// <summary>The sessions of one producer; no two producers share one, so that order can be observed for each session.</summary>
    public static string[] Of(int producer, int connections)
    {
        IEnumerable<string> candidates = Enumerable.Range(0, int.MaxValue).Select(index => Name(producer, index));
        return connections == 1 ? [candidates.First()] : [.. candidates.DistinctBy(Stratum).Take(Many)];
    }

    /// <summary>Which of equal parts of the hashes a session falls into. With one session in each part, lanes get equal shares, however many there are.</summary>
    private static uint Stratum(string session) => (uint)((PartitionHash.Of(session) * (ulong)Many) >> 32);

    private static string Name(int producer, int index)
    {
        if ((producer, index) == (0, 0))
        {
            return ReferenceEvent.ReferenceSession;
        }

        string prefix = ReferenceEvent.ReferenceSession[..^SuffixDigits];
        return prefix + ((producer << 16) + index).ToString("x8", CultureInfo.InvariantCulture);
    }
}
