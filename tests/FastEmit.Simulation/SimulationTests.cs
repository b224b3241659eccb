using System.Diagnostics;

namespace FastEmit.Simulation;

/// <summary>
/// The sending core in a world of its own: every seed is another emitter, server, way between them and run of faults.
/// <c>FASTEMIT_SIMULATION=full</c> runs a million, with <c>FASTEMIT_SIMULATION_FIRST=N</c> from there on; <c>FASTEMIT_SIMULATION_SEED=N</c>
/// runs one and prints its trace.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int AllSeeds = 1_000_000;

    /// <summary>Lines of the shrunk trace in a failure's message.</summary>
    private const int TraceLines = 60;

    [Fact]
    public void Run_AnySeed_KeepsEveryPromise()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION_SEED"), out int only))
        {
            RunOne(only);
            return;
        }

        int first = int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION_FIRST"), out int wanted) ? wanted : 1;
        int seeds = Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION") == "full" ? AllSeeds - first + 1 : SeedRun.GateSeeds;
        long started = Stopwatch.GetTimestamp();
        SeedRun run = SeedRun.Over(first, seeds);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        output.WriteLine(
            $"{seeds} seeds, {run.VirtualTime.TotalHours:0.0} h of virtual time in {took.TotalSeconds:0.0} s: {run.VirtualTime / took:0} times real time, {run.Events} events, {run.Losses} connections lost");
        Assert.True(run.FailedSeed is null, run.FailedSeed is { } seed ? Explain(seed, run.Failure!) : "");
    }

    [Fact]
    public void Run_SameSeedTwice_LeavesTheSameTrace()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            Assert.Equal(TraceOf(seed), TraceOf(seed));
        }
    }

    private static string TraceOf(int seed)
    {
        using Simulation simulation = new(ScenarioMaker.Make(seed), isTraced: true);
        simulation.Run();
        return simulation.World.Trace;
    }

    private string Explain(int seed, string reason)
    {
        if (Environment.GetEnvironmentVariable("FASTEMIT_SIMULATION") == "mutations")
        {
            return $"Seed {seed}: {reason}";
        }

        output.WriteLine($"Seed {seed}: {reason}");
        (Scenario scenario, string shrunkReason, string trace) = Shrinker.Shrink(ScenarioMaker.Make(seed));
        string end = string.Join('\n', trace.Split('\n').TakeLast(TraceLines));
        return $"""
            Seed {seed}: {reason}
            Repeat it: FASTEMIT_SIMULATION_SEED={seed} dotnet test --project tests/FastEmit.Simulation
            Shrunk: {shrunkReason}
            {scenario}
            {end}
            """;
    }

    private void RunOne(int seed)
    {
        Scenario scenario = ScenarioMaker.Make(seed);
        using Simulation simulation = new(scenario, isTraced: true);
        try
        {
            simulation.Run();
        }
        finally
        {
            output.WriteLine(scenario.ToString());
            output.WriteLine(simulation.World.Trace);
        }
    }
}
