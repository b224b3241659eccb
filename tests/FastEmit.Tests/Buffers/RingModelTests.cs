using FastEmit.Buffers;
using FastEmit.Tests.Buffers.Model;

namespace FastEmit.Tests.Buffers;

/// <summary>
/// The ring's own code in every order: all interleavings of its memory operations, all stale values that acquire and
/// release leave open, a death at every step. The ring has eight units, so two records fill it and the third wraps.
/// Each array below is one producer: the words of its packets.
/// </summary>
public sealed class RingModelTests(ITestOutputHelper output)
{
    private const int Capacity = 64;

    [Theory]
    [InlineData(4, new[] { 1, 1, 1, 1 })]
    [InlineData(4, new[] { 2, 2, 2 })] // one record fills the ring
    [InlineData(3, new[] { 1, 1 }, new[] { 1, 2 })]
    [InlineData(2, new[] { 1 }, new[] { 1 }, new[] { 1 })]
    public void PrivateRing_EveryInterleaving_ReadsEachRecordOnceInOrder(int looks, params int[][] producers) =>
        Assert.Null(ExplorePrivate(ModelFault.None, looks, producers));

    [Theory]
    [InlineData(ModelFault.WritesWithoutRelease)]
    [InlineData(ModelFault.ReadsWithoutAcquire)]
    [InlineData(ModelFault.ClaimInTwoSteps)]
    [InlineData(ModelFault.NoOverwriteOnRelease)]
    [InlineData(ModelFault.NoSpareUnit)]
    public void PrivateRing_Broken_IsNoticed(object fault)
    {
        // Packets of 1 and 3 words take 24 and 40 bytes: all of the ring, if no unit has to stay free.
        string? verdict = (ModelFault)fault == ModelFault.NoSpareUnit
            ? ExplorePrivate((ModelFault)fault, 3, [1, 1], [2])
            : ExplorePrivate((ModelFault)fault, 3, [1, 1], [1, 1]);
        Assert.NotNull(verdict);
    }

    [Theory]
    [InlineData(3, 0, new[] { 1, 1, 1 })]
    [InlineData(1, 0, new[] { 1 }, new[] { 1 })]
    [InlineData(1, 0, new[] { 1, 1 }, new[] { 1 })]
    [InlineData(2, 1, new[] { 1, 1, 1 })]
    [InlineData(1, 1, new[] { 1 }, new[] { 1 })]
    [InlineData(0, 2, new[] { 1 }, new[] { 1 })]
    public void SharedRing_EveryInterleavingAndDeathOfProducers_ReadsEachRecordOnceInOrder(int looks, int deaths, params int[][] producers) =>
        Assert.Null(ExploreShared(ModelFault.None, looks, deaths, consumerDies: false, producers));

    /// <summary>
    /// A consumer that never releases is followed while the producers are at work; one that releases, and may die in the
    /// middle of that, once they are through. Both at once are more states than a test has time for.
    /// </summary>
    [Theory]
    [InlineData(2, 1, new[] { 1, 1 })]
    [InlineData(2, 2, new[] { 2 })]
    [InlineData(0, 1, new[] { 1 }, new[] { 1 })]
    public void SharedRing_EveryDeathOfTheConsumer_TheNextOneReadsWhatIsLeft(int looks, int deaths, params int[][] producers) =>
        Assert.Null(ExploreShared(ModelFault.None, looks, deaths, consumerDies: true, producers));

    /// <summary>A consumer takes over after a power cut while producers are at work: words of the last lap lie behind the cursor.</summary>
    [Theory]
    [InlineData(0, new[] { 1, 1 })] // two producers take a minute and a half
    public void SharedRing_TakenOverWithWordsOfTheLastLap_ReadsEachRecordOnceInOrder(int looks, params int[][] producers)
    {
        HeapRingMemory addresses = new(Capacity);
        ModelReplay replay = new(addresses, ModelFault.None);
        ModelRingMemory reading = ModelRingMemory.Shared(addresses, replay, (uint)producers.Length, isConsumer: true, isStale: true);
        List<ModelThread> threads = [.. producers.Select((packets, p) =>
        {
            ModelRingMemory memory = ModelRingMemory.Shared(addresses, replay, (uint)p, isConsumer: false);
            return new ModelThread($"producer {p}", r => ModelProgram.Produce(r, memory, p, packets), replay);
        })];
        threads.Add(new ModelThread("consumer", r => ModelProgram.Consume(r, reading, looks, takesOver: true), replay));
        long[] initial = FreeUnits(replay);
        initial[3] = RecordWord.Committed(sizeof(long), check: 1);
        initial[6] = 0;
        Assert.Null(Explore(threads, initial, deaths: 0, producers.Length));
    }

    [Theory]
    [InlineData(ModelFault.WritesWithoutRelease)]
    [InlineData(ModelFault.ReadsWithoutAcquire)]
    [InlineData(ModelFault.ClaimInTwoSteps)]
    [InlineData(ModelFault.NoOverwriteOnRelease)]
    [InlineData(ModelFault.FreeAtAnyPosition)]
    [InlineData(ModelFault.CommitWithoutLooking)]
    [InlineData(ModelFault.LivingCountAsDead)]
    public void SharedRing_Broken_IsNoticed(object fault)
    {
        string? verdict = ExploreShared((ModelFault)fault, 2, deaths: 0, consumerDies: false, [1], [1, 1]);
        Assert.NotNull(verdict);
    }

    private string? ExplorePrivate(ModelFault fault, int looks, params int[][] producers)
    {
        HeapRingMemory memory = new(Capacity);
        ModelReplay replay = new(memory, fault);
        List<ModelThread> threads = [];
        for (int p = 0; p < producers.Length; p++)
        {
            int thread = p;
            threads.Add(new ModelThread($"producer {p}", r => ModelProgram.Produce(r, memory, thread, producers[thread]), replay));
        }

        threads.Add(new ModelThread("consumer", r => ModelProgram.Consume(r, memory, looks), replay));
        return Explore(threads, new long[replay.Locations], deaths: 0, producers.Length);
    }

    private string? ExploreShared(ModelFault fault, int looks, int deaths, bool consumerDies, params int[][] producers)
    {
        HeapRingMemory addresses = new(Capacity);
        ModelReplay replay = new(addresses, fault);
        List<ModelThread> threads = [];
        for (int p = 0; p < producers.Length; p++)
        {
            int thread = p;
            ModelRingMemory memory = ModelRingMemory.Shared(addresses, replay, (uint)thread, isConsumer: false);
            threads.Add(new ModelThread($"producer {p}", r => ModelProgram.Produce(r, memory, thread, producers[thread]), replay)
            {
                IsMortal = !consumerDies || deaths > 1,
            });
        }

        int consumer = threads.Count;
        ModelRingMemory reading = ModelRingMemory.Shared(addresses, replay, (uint)consumer, isConsumer: true);
        threads.Add(new ModelThread("consumer", r => ModelProgram.Consume(r, reading, looks), replay) { IsMortal = consumerDies });
        if (consumerDies)
        {
            ModelRingMemory inheriting = ModelRingMemory.Shared(addresses, replay, (uint)consumer + 1, isConsumer: true);
            threads.Add(new ModelThread("heir", r => ModelProgram.Consume(r, inheriting, looks: 0, takesOver: true, whenAllIsStill: looks != 0), replay) { Succeeds = consumer });
        }

        return Explore(threads, FreeUnits(replay), deaths, producers.Length);
    }

    private static long[] FreeUnits(ModelReplay replay)
    {
        long[] initial = new long[replay.Locations];
        for (int unit = 0; unit < Capacity / sizeof(long); unit++)
        {
            initial[unit] = RecordWord.Free(unit * sizeof(long), ModelProgram.Key);
        }

        return initial;
    }

    private string? Explore(List<ModelThread> threads, long[] memory, int deaths, int producers)
    {
        ModelExplorer explorer = new([.. threads], memory, deaths, (events, dead) => ModelVerdict.Judge(events, dead, producers));
        long started = TimeProvider.System.GetTimestamp();
        string? verdict = explorer.Run(TestContext.Current.CancellationToken);
        output.WriteLine($"{explorer.States} states, {explorer.Ends} ends, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s");
        output.WriteLine(verdict ?? "");
        return verdict;
    }
}
