namespace FastEmit.Simulation;

/// <summary>What a run over many seeds came to.</summary>
internal sealed record SeedRun(TimeSpan VirtualTime, long Events, long Losses, int? FailedSeed, string? Failure)
{
    /// <summary>As many as the gate runs.</summary>
    public const int GateSeeds = 20_000;

    /// <summary>A seed never waits: more threads than processors, which the pool would add in time, only take memory and turns from each other.</summary>
    public static readonly ParallelOptions OneThreadEach = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Runs seeds, each on one thread; the lowest one that fails counts, whatever finishes first.</summary>
    public static SeedRun Over(int first, int count)
    {
        long ticks = 0;
        long events = 0;
        long losses = 0;
        Lock gate = new();
        (int Seed, string Reason)? failure = null;
        Parallel.For(first, first + count, OneThreadEach, (seed, state) =>
        {
            if (state.LowestBreakIteration < seed)
            {
                return;
            }

            using Simulation simulation = new(ScenarioMaker.Make(seed), isTraced: false);
            try
            {
                simulation.Run();
            }
            catch (Exception exception)
            {
                lock (gate)
                {
                    failure = failure is { } known && known.Seed < seed ? known : (seed, exception.Message);
                }

                state.Break();
            }

            Interlocked.Add(ref ticks, simulation.World.Now);
            Interlocked.Add(ref events, simulation.Ledger.Emitted);
            Interlocked.Add(ref losses, simulation.Losses);
        });
        return new SeedRun(new TimeSpan(ticks), events, losses, failure?.Seed, failure?.Reason);
    }
}
