using System.Diagnostics;

namespace FastEmit.Simulation;

/// <summary>
/// Ring files while processes die and the power fails: no event is missing where it is promised. <c>FASTEMIT_SIMULATION=full</c> runs half a
/// million seeds; <c>FASTEMIT_SIMULATION_SEED=N</c> runs one and prints its trace.
/// </summary>
public sealed class RingSimulationTests(ITestOutputHelper output)
{
    private const int GateSeeds = 8_000;

    [Fact]
    public void Run_AnySeed_NothingPromisedIsMissing()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION_SEED"), out int only))
        {
            Assert.Null(Run(only, isTraced: true, out RingSimulation traced));
            output.WriteLine(traced.Trace);
            return;
        }

        int seeds = Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION") == "full" ? 500_000 : GateSeeds;
        long started = Stopwatch.GetTimestamp();
        long appended = 0;
        long powerCuts = 0;
        ParallelLoopResult result = Parallel.For(1, seeds + 1, SeedRun.OneThreadEach, (seed, state) =>
        {
            if (Run(seed, isTraced: false, out RingSimulation simulation) is not null)
            {
                state.Break();
            }

            Interlocked.Add(ref appended, simulation.Appended);
            Interlocked.Add(ref powerCuts, simulation.PowerCuts);
        });
        output.WriteLine($"{seeds} seeds, {appended} events and {powerCuts} power cuts in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.True(result.IsCompleted, result.LowestBreakIteration is { } failed ? Explain((int)failed) : "");
    }

    private static string? Run(int seed, bool isTraced, out RingSimulation simulation)
    {
        simulation = new(seed, isTraced);
        try
        {
            simulation.Run();
            return null;
        }
        catch (Exception exception)
        {
            return exception is BrokenPromiseException ? exception.Message : exception.ToString();
        }
    }

    private static string Explain(int seed)
    {
        string? reason = Run(seed, isTraced: true, out RingSimulation simulation);
        return $"""
            Seed {seed}: {reason}
            Repeat it: FASTEMIT_SIMULATION_SEED={seed} dotnet test --project tests/FastEmit.Simulation
            {simulation.Trace}
            """;
    }
}
