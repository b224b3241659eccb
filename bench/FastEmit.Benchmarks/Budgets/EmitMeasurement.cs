using System.Diagnostics;
using FastEmit.Benchmarks.Emitting;
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

    public IReadOnlyList<string> Groups => ["emit"];

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using ServerProcess sink = await ServerProcess.StartAsync(ServerKind.Sink);
        await using HookEmitter emitter = HookEmitter.Create(new HookEmitterOptions
        {
            Url = sink.Url,
            MaxConnections = TwoLanes.Count,
            Ring = { Capacity = 16 << 20 },
        });
        List<double> baselines = [];
        List<double> one = [];
        List<double> two = [];
        List<double> shared = [];
        (string session, string other) = TwoLanes.Sessions();
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
            EmitBurst[] single = await RunAsync(emitter, session);
            EmitBurst[] pair = await RunAsync(emitter, session, other);
            EmitBurst[] rivals = await RunAsync(emitter, session, session);
            if (round >= 0) // those before it warm up
            {
                baselines.Add(baseline);
                one.Add(single[0].Nanoseconds);
                two.Add(pair.Average(static burst => burst.Nanoseconds));
                shared.Add(rivals.Average(static burst => burst.Nanoseconds));
                allocated += single.Concat(pair).Concat(rivals).Sum(static burst => burst.AllocatedBytes);
            }
        }

        (double alone, double each, double rival, double json) = (Median.Of(one), Median.Of(two), Median.Of(shared), Median.Of(baselines));
        return new Dictionary<string, Figure>
        {
            ["emit.time"] = new(alone / json, $"{alone:F1} ns, {json:F0} ns"),
            ["emit.two"] = new(each / alone, $"{each:F1} ns, {alone:F1} ns"),
            ["emit.lane"] = new(rival / alone, $"{rival:F1} ns, {alone:F1} ns"),
            ["emit.bytes"] = new(allocated, $"{allocated} B of {Rounds * Burst * 5:N0} calls"),
        };
    }

    /// <summary>One burst of one producer for each session; everything is confirmed behind it.</summary>
    private static async Task<EmitBurst[]> RunAsync(HookEmitter emitter, params string[] sessions)
    {
        EmitBurst[] bursts = EmitBurst.RunTogether(emitter, Burst, sessions);
        await emitter.FlushAsync(TimeSpan.FromSeconds(30));
        return bursts;
    }
}
