namespace FastEmit.Interop.Tests.Chaos;

/// <summary>Faults in an order that follows from a seed alone.</summary>
internal static class ChaosSchedule
{
    /// <summary>Every fault once, in some order, and between them kills until there are as many as wanted.</summary>
    public static IReadOnlyList<ChaosFault> Create(int seed, int kills)
    {
        Random random = new(seed);
        List<ChaosFault> schedule = [.. Enum.GetValues<ChaosFault>().Where(static fault => fault != ChaosFault.Kill)];
        schedule.AddRange(Enumerable.Repeat(ChaosFault.Kill, kills));
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(schedule));
        return schedule;
    }
}
