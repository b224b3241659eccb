using System.Diagnostics;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>Times several operations side by side, in turns, so that a noisy neighbour meets all of them alike.</summary>
internal sealed class QuickLoop(int operations, int rounds)
{
    private readonly List<Candidate> _candidates = [];

    /// <summary>Adds an operation; it repeats itself as often as it is told, so that no delegate call is measured.</summary>
    public void Add(string name, Func<int, int> run) => _candidates.Add(new Candidate(name, run, new double[rounds]));

    /// <summary>The results of all operations by name.</summary>
    public Dictionary<string, QuickResult> Run()
    {
        foreach (Candidate candidate in _candidates)
        {
            for (int i = 0; i < 50; i++)
            {
                candidate.Run(operations / 50);
            }
        }

        Thread.Sleep(500); // the tiered compiler works behind our back
        long[] allocated = new long[_candidates.Count];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < _candidates.Count; i++)
            {
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                _candidates[i].Run(operations);
                _candidates[i].Samples[round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations;
                allocated[i] += GC.GetAllocatedBytesForCurrentThread() - bytes;
            }
        }

        return _candidates
            .Select((candidate, i) => (candidate.Name, Result: new QuickResult(candidate.Median(), (double)allocated[i] / rounds / operations)))
            .ToDictionary(static pair => pair.Name, static pair => pair.Result);
    }

    private sealed record Candidate(string Name, Func<int, int> Run, double[] Samples)
    {
        public double Median()
        {
            Array.Sort(Samples);
            return Samples[Samples.Length / 2];
        }
    }
}
