using FastEmit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FastEmit.Benchmarks.Generators;

/// <summary>
/// The processor time that the generator takes after an edit, and that of a generator that only finds the events: by turns in one run, so that what else
/// the machine does falls on both.
/// </summary>
internal sealed class GeneratorTimes
{
    private const int WarmUp = 60; // rounds: until the runtime has compiled what runs here for good

    private readonly EventProject _project = new();
    private GeneratorDriver _ours;
    private GeneratorDriver _empty;

    public GeneratorTimes()
    {
        First = Time(() => CSharpGeneratorDriver.Create(new HookEventGenerator()).RunGenerators(_project.Compilation), out _ours);
        _empty = CSharpGeneratorDriver.Create(new EmptyGenerator()).RunGenerators(_project.Compilation);
    }

    /// <summary>The first run.</summary>
    public TimeSpan First { get; }

    /// <summary>How many files were generated.</summary>
    public int Files => _ours.GetRunResult().GeneratedTrees.Length;

    /// <summary>After a key stroke in a method.</summary>
    public (TimeSpan Ours, TimeSpan Empty) KeyStroke(int rounds) => Compare(_project.WithBody, rounds);

    /// <summary>After a type was added.</summary>
    public (TimeSpan Ours, TimeSpan Empty) NewType(int rounds) => Compare(_project.WithType, rounds);

    private (TimeSpan Ours, TimeSpan Empty) Compare(Func<int, CSharpCompilation> edit, int rounds)
    {
        TimeSpan[] ours = new TimeSpan[rounds];
        TimeSpan[] empty = new TimeSpan[rounds];
        for (int round = -WarmUp; round < rounds; round++)
        {
            CSharpCompilation forOurs = edit(round + WarmUp);
            CSharpCompilation forEmpty = forOurs.Clone();
            bool isFirst = round % 2 == 0; // who is first pays for what the compiler finds out about the edited file
            TimeSpan first = isFirst ? Time(() => _ours.RunGenerators(forOurs), out _ours) : Time(() => _empty.RunGenerators(forEmpty), out _empty);
            TimeSpan second = isFirst ? Time(() => _empty.RunGenerators(forEmpty), out _empty) : Time(() => _ours.RunGenerators(forOurs), out _ours);
            if (round >= 0)
            {
                (ours[round], empty[round]) = isFirst ? (first, second) : (second, first);
            }
        }

        Array.Sort(ours);
        Array.Sort(empty);
        return (ours[rounds / 2], empty[rounds / 2]);
    }

    private static TimeSpan Time(Func<GeneratorDriver> work, out GeneratorDriver result)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        result = work();
        return Environment.CpuUsage.TotalTime - start;
    }
}
