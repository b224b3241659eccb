using System.Globalization;
using FastEmit.Events;

namespace FastEmit.Cli.Stressing;

/// <summary>
/// The session ids of a run. They are the partition keys and so select the lanes: a run over one connection
/// has one session per producer, a run over several has many, so that every lane gets its share.
/// </summary>
internal static class StressSessions
{
    /// <summary>Sessions per producer for several connections; a power of two, so that the turn is a bit mask.</summary>
    public const int Many = 64;

    private const int SuffixDigits = 8;

    /// <summary>The sessions of one producer. Producers share no session, so that each session's order can be checked.</summary>
    public static string[] Of(int producer, int connections)
    {
        IEnumerable<string> candidates = Enumerable.Range(0, int.MaxValue).Select(index => Name(producer, index));
        return connections == 1 ? [candidates.First()] : [.. candidates.DistinctBy(Stratum).Take(Many)];
    }

    /// <summary>The index of a session's part when the hashes are divided into equal parts. With one session in each part, any number of lanes get equal shares.</summary>
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
