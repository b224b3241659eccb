using FastEmit.Cli.Stressing;
using FastEmit.Events;

namespace FastEmit.Benchmarks.Emitting;

/// <summary>Two partition keys of different lanes, where there are two.</summary>
internal static class TwoLanes
{
    /// <summary>Lanes.</summary>
    public const int Count = 2;

    /// <summary>The reference event's session, and one that another lane has.</summary>
    public static (string First, string Second) Sessions()
    {
        string first = Serialization.ReferenceEvent.Sample.SessionId;
        return (first, StressSessions.Of(producer: 1, Count).First(candidate => LaneOf(candidate) != LaneOf(first)));
    }

    private static int LaneOf(string session) => PartitionHash.Lane(PartitionHash.Of(session), Count);
}
