using System.Diagnostics;
using System.Text.Json;

namespace FastEmit.Benchmarks.Starting;

/// <summary>A program that begins, sends a hundred events and ends, and what it told of each run.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="start">What starts it, given more arguments.</param>
internal sealed class StartCandidate(string name, Func<string[], ProcessStartInfo> start)
{
    private readonly List<Dictionary<string, double>> _runs = [];

    public string Name => name;

    /// <summary>Runs it once, from before its start until it has ended.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public void Run(bool isTimed, params string[] arguments)
    {
        ProcessStartInfo info = start(arguments);
        info.RedirectStandardOutput = true;
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{name}' ended with {process.ExitCode}: {output}");
        }

        if (isTimed)
        {
            _runs.Add(new(JsonSerializer.Deserialize<Dictionary<string, double>>(output)!) { ["processMs"] = took });
        }
    }

    /// <summary>The median of what the runs said; null when they did not say it.</summary>
    public double? Median(string figure) =>
        _runs.TrueForAll(run => run.ContainsKey(figure)) ? Load.Rows.Median.Of(_runs.Select(run => run[figure])) : null;
}
