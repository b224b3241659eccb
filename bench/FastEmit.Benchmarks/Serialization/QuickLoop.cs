using System.Diagnostics;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>Times several operations side by side, in turns, so that a noisy neighbour meets all of them alike.</summary>
internal sealed class QuickLoop(int operations, int rounds)
{
    private readonly List<(string Name, Func<int, int> Run, double[] Samples)> _cases = [];

    /// <summary>Adds an operation; it repeats itself as often as it is told, so that no delegate call is measured.</summary>
    public void Add(string name, Func<int, int> run) => _cases.Add((name, run, new double[rounds]));

    /// <summary>Nanoseconds per operation, the median of all rounds, by name.</summary>
    public Dictionary<string, double> Run()
    {
        foreach (var (_, run, _) in _cases)
        {
            for (int i = 0; i < 30; i++)
            {
                run(2_000);
            }
        }

        Thread.Sleep(200); // the tiered compiler works behind our back
        for (int round = 0; round < rounds; round++)
        {
            foreach (var (_, run, samples) in _cases)
            {
                long start = Stopwatch.GetTimestamp();
                run(operations);
                samples[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
            }
        }

        return _cases.ToDictionary(static c => c.Name, static c =>
        {
            Array.Sort(c.Samples);
            return c.Samples[c.Samples.Length / 4];
        });
    }
}
