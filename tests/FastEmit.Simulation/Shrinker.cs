using System.Diagnostics;

namespace FastEmit.Simulation;

/// <summary>Makes a scenario that breaks a promise smaller as long as it breaks one.</summary>
internal static class Shrinker
{
    private const int MostRuns = 400;

    /// <summary>A scenario that does not end takes long each time.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    /// <summary>The smallest that was found, why it fails and the trace of it.</summary>
    public static (Scenario Scenario, string Reason, string Trace) Shrink(Scenario scenario)
    {
        int runs = 0;
        long started = Stopwatch.GetTimestamp();
        bool isSmaller = true;
        while (isSmaller && runs < MostRuns)
        {
            isSmaller = false;
            foreach (Scenario smaller in Smaller(scenario))
            {
                if (++runs < MostRuns && Stopwatch.GetElapsedTime(started) < MostTime && Run(smaller, isTraced: false) is not null)
                {
                    scenario = smaller;
                    isSmaller = true;
                    break;
                }
            }
        }

        (string reason, string trace) = Run(scenario, isTraced: true) ?? ("It passes when it is traced.", "");
        return (scenario, reason, trace);
    }

    /// <summary>Why a scenario fails, with its trace; null when it does not.</summary>
    public static (string Reason, string Trace)? Run(Scenario scenario, bool isTraced)
    {
        using Simulation simulation = new(scenario, isTraced);
        try
        {
            simulation.Run();
            return null;
        }
        catch (Exception exception)
        {
            return (exception.Message, simulation.World.Trace);
        }
    }

    private static IEnumerable<Scenario> Smaller(Scenario scenario)
    {
        // Not the last fault: then no connection may be lost, which is another promise.
        for (int i = 0; i < scenario.Faults.Count && scenario.Faults.Count > 1; i++)
        {
            yield return scenario with { Faults = Without(scenario.Faults, i) };
        }

        for (int i = 0; i < scenario.Bursts.Count && scenario.Bursts.Count > 1; i++)
        {
            yield return scenario with { Bursts = Without(scenario.Bursts, i) };
        }

        for (int i = 0; i < scenario.Bursts.Count; i++)
        {
            Burst burst = scenario.Bursts[i];
            if (burst.Count > 1 && burst.PoisonAt < 0)
            {
                yield return scenario with { Bursts = [.. scenario.Bursts.Take(i), burst with { Count = burst.Count / 2 }, .. scenario.Bursts.Skip(i + 1)] };
            }
        }
    }

    private static List<T> Without<T>(IReadOnlyList<T> list, int index) => [.. list.Where((_, i) => i != index)];
}
