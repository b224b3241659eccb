using System.Diagnostics;
using System.Text;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>A program that can be an agent's hook, and how long each of its runs took.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="command">The program and its arguments.</param>
internal class HookCandidate(string name, params string[] command)
{
    private const string Answer = """{"continue":true}""";

    private readonly List<double> _milliseconds = [];

    public string Name => name;

    /// <summary>Whether it answers as a hook does; an empty program says nothing.</summary>
    public bool Answers { get; init; } = true;

    /// <summary>Runs that were timed.</summary>
    public int Runs => _milliseconds.Count;

    /// <summary>Whether the program is there to be run.</summary>
    public bool IsInstalled => Path.IsPathRooted(command[0])
        || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command[0])));

    /// <summary>Runs it once, from before its start until it has ended and everything it printed is read.</summary>
    /// <param name="input">Its standard input.</param>
    /// <param name="isTimed">Whether the run counts.</param>
    /// <exception cref="InvalidOperationException">It did not answer as a hook does.</exception>
    public void Run(string input, bool isTimed)
    {
        double took = Time(input);
        if (isTimed)
        {
            _milliseconds.Add(took);
        }
    }

    /// <summary>Runs it once.</summary>
    /// <returns>Milliseconds.</returns>
    protected virtual double Time(string input)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Feed(process.StandardInput, input);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (process.ExitCode != 0 || output.Trim() != (Answers ? Answer : ""))
        {
            throw new InvalidOperationException($"'{name}' ended with {process.ExitCode} and answered '{output.Trim()}'.");
        }

        return took;
    }

    /// <summary>An empty program may be gone before it is told anything.</summary>
    private void Feed(StreamWriter input, string text)
    {
        try
        {
            input.Write(text);
            input.Close();
        }
        catch (IOException) when (!Answers)
        {
            // Its end of the pipe is closed.
        }
    }

    /// <summary>The duration, in milliseconds, that a fraction of the runs did not exceed.</summary>
    public double Quantile(double fraction)
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted[(int)Math.Min(fraction * sorted.Length, sorted.Length - 1)];
    }
}
