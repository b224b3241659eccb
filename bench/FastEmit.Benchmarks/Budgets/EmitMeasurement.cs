using FastEmit.Benchmarks.Serialization;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>
/// What <c>Emit</c> costs the thread that calls it: bursts that the batch window holds back, so that nothing else runs meanwhile, each
/// confirmed before the next.
/// </summary>
internal sealed class EmitMeasurement : IMeasurement
{
    private const int Burst = 10_000;
    private const int Rounds = 41;

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using ServerProcess sink = await ServerProcess.StartAsync(ServerKind.Sink);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = sink.Url,
            MaxConnections = 1,
            RingCapacity = 16 << 20,
            MaxBatchSize = 65_536,
            BatchWindow = TimeSpan.FromSeconds(1),
            MaxInFlightBytes = 16 << 20,
        });
        QuickLoop loop = new(operations: 20_000, rounds: Rounds);
        loop.Add("baseline", SerializationCase.All[0].SystemTextJson);
        double baseline = loop.Run()["baseline"].MedianNanoseconds;
        List<double> one = [];
        List<double> two = [];
        long allocated = 0;
        for (int round = -Rounds; round < Rounds; round++)
        {
            EmitBurst first = EmitBurst.Run(emitter, Burst);
            await emitter.FlushAsync(TimeSpan.FromSeconds(30));
            EmitBurst[] pair = EmitBurst.RunTogether(emitter, Burst, producers: 2);
            await emitter.FlushAsync(TimeSpan.FromSeconds(30));
            if (round >= 0) // those before it warm up
            {
                one.Add(first.Nanoseconds);
                two.Add(pair.Average(static burst => burst.Nanoseconds));
                allocated += first.AllocatedBytes + pair.Sum(static burst => burst.AllocatedBytes);
            }
        }

        (double single, double both) = (Median.Of(one), Median.Of(two));
        return new Dictionary<string, Figure>
        {
            ["emit.time"] = new(single / baseline, $"{single:F1} ns, {baseline:F0} ns"),
            ["emit.two"] = new(both / single, $"{both:F1} ns, {single:F1} ns"),
            ["emit.bytes"] = new(allocated, $"{allocated} B of {Rounds * Burst * 3:N0} calls"),
        };
    }
}
