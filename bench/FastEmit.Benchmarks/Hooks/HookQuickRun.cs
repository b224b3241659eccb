using System.Globalization;

namespace FastEmit.Benchmarks.Hooks;

/// <summary><see cref="HookComparison"/> as a table.</summary>
internal static class HookQuickRun
{
    private const int DefaultRuns = 41;
    private const string Usage = "Usage: -- hook [--runs N] [--cli PATH-OF-A-PUBLISHED-FastEmit.Cli]";

    public static async Task<int> RunAsync(ReadOnlyMemory<string> arguments)
    {
        if (!TryParse(arguments.Span, out int runs, out string? program))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        Print(await HookComparison.RunAsync(runs, program));
        return 0;
    }

    private static bool TryParse(ReadOnlySpan<string> arguments, out int runs, out string? program)
    {
        runs = DefaultRuns;
        program = null;
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            bool known = arguments[0] switch
            {
                "--runs" => int.TryParse(arguments[1], CultureInfo.InvariantCulture, out runs) && runs > 0,
                "--cli" => File.Exists(program = Path.GetFullPath(arguments[1])),
                _ => false,
            };
            if (!known)
            {
                return false;
            }
        }

        return arguments.IsEmpty;
    }

    private static void Print(HookCandidate[] candidates)
    {
        double node = candidates.First(static candidate => candidate.Name == HookComparison.Node).Quantile(0.5);
        Console.WriteLine($"{"whole process, ms",-18} {"median",8} {"p90",8} {"fastest",8} {"of Node",8}   ({candidates[0].Runs} runs each, interleaved)");
        foreach (HookCandidate candidate in candidates)
        {
            Console.WriteLine(
                $"{candidate.Name,-18} {candidate.Quantile(0.5),8:F1} {candidate.Quantile(0.9),8:F1} {candidate.Quantile(0),8:F1} {candidate.Quantile(0.5) / node,8:F3}");
        }
    }
}
