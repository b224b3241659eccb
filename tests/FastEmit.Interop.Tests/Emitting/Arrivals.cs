using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>What at-least-once promises, asserted from a server's log.</summary>
internal static class Arrivals
{
    /// <summary>The numbers of a series in the order in which each came first.</summary>
    public static IReadOnlyList<int> First(IEnumerable<LoggedEvent> log, int series = 0)
    {
        HashSet<int> seen = [];
        return [.. log.Where(e => e.Data.GetProperty("series").GetInt32() == series).Select(e => e.Data.GetProperty("number").GetInt32()).Where(seen.Add)];
    }

    /// <summary>Every event of the series came, and the first arrivals came in order.</summary>
    public static void AssertComplete(IEnumerable<LoggedEvent> log, int count, int series = 0)
    {
        IReadOnlyList<int> first = First(log, series);
        int wrong = first.TakeWhile((number, index) => number == index).Count();
        Assert.True(wrong == first.Count, $"Arrival {wrong} of series {series} is number {first.ElementAtOrDefault(wrong)}.");
        Assert.Equal(count, first.Count);
    }
}
