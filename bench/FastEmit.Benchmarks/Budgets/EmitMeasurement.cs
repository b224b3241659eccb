using System.Diagnostics;
using FastEmit.Benchmarks.Serialization;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>
/// What <c>Emit</c> costs the thread that calls it while the sender works on another core: bursts, each confirmed before the next.
/// </summary>
internal sealed class EmitMeasurement : IMeasurement
{
    private const int Burst = 10_000; // several fit into a ring
    private const int Rounds = 41;
    private const int WarmUps = 4;

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using ServerProcess sink = await ServerProcess.StartAsync(ServerKind.Sink);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = sink.Url,
            MaxConnections = 1,
            RingCapacity = 16 << 20,
        });
        List<double> baselines = [];
        List<double> one = [];
        List<double> two = [];
        long allocated = 0;
        for (int round = -WarmUps * Rounds; round < Rounds; round++)
        {
            if (round <= 0 && round % Rounds == 0)
            {
                Thread.Sleep(300); // the tiered compiler works behind our back
            }

            long start = Stopwatch.GetTimestamp();
            SerializationCase.All[0].SystemTextJson(Burst);
            double baseline = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Burst;
            EmitBurst single = EmitBurst.RunTogether(emitter, Burst, producers: 1)[0];
            await emitter.FlushAsync(TimeSpan.FromSeconds(30));
            EmitBurst[] pair = EmitBurst.RunTogether(emitter, Burst, producers: 2);
            await emitter.FlushAsync(TimeSpan.FromSeconds(30));
            if (round >= 0) // those before it warm up
            {
                baselines.Add(baseline);
                one.Add(single.Nanoseconds);
                two.Add(pair.Average(static burst => burst.Nanoseconds));
                allocated += single.AllocatedBytes + pair.Sum(static burst => burst.AllocatedBytes);
            }
        }

        (double alone, double each, double json) = (Median.Of(one), Median.Of(two), Median.Of(baselines));
        return new Dictionary<string, Figure>
        {
            ["emit.time"] = new(alone / json, $"{alone:F1} ns, {json:F0} ns"),
            ["emit.two"] = new(each / alone, $"{each:F1} ns, {alone:F1} ns"),
            ["emit.bytes"] = new(allocated, $"{allocated} B of {Rounds * Burst * 3:N0} calls"),
        };
    }
}
