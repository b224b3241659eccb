using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FastEmit.Collector;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>
/// The whole process <c>fastemit hook</c>, its event in the ring and an agent running, beside Node and Python one-liners that only read
/// their input and print the answer. The runs are interleaved, so that a noisy neighbour meets all alike.
/// </summary>
internal static class HookQuickRun
{
    private const int WarmUps = 3;
    private const int DefaultRuns = 41;
    private const double BudgetMilliseconds = 35; // DESIGN.md §5, on a 2-core machine
    private const string Usage = "Usage: -- hook [--runs N] [--cli PATH-OF-A-PUBLISHED-FastEmit.Cli]";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(ReadOnlyMemory<string> arguments)
    {
        if (!TryParse(arguments.Span, out int runs, out string? program))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-hook-bench-");
        try
        {
            program ??= await PublishedCommandLine.PublishAsync(Path.Combine(folder.FullName, "cli"));
            return await MeasureAsync(program, Path.Combine(folder.FullName, "hooks"), runs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
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

    private static async Task<int> MeasureAsync(string program, string ringFile, int runs)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });
        HookCandidate hook = new("fastemit hook", program, "hook", "--ring-file", ringFile, "--url", server.Url);
        HookCandidate[] candidates =
        [
            hook,
            new("node -e", "node", "-e", """process.stdin.resume().on('end', () => console.log('{"continue":true}'))"""),
            new("python3 -c", "python3", "-c", """import sys; sys.stdin.read(); print('{"continue":true}')"""),
        ];
        candidates = [.. candidates.Where(static candidate => candidate.IsInstalled)];
        try
        {
            hook.Run(Input(0), isTimed: false); // starts the agent
            await WaitAsync(() => server.GetStats().Events >= 1, static () => "the agent has not delivered the first event");
            for (int round = 1; round <= WarmUps + runs; round++)
            {
                foreach (HookCandidate candidate in candidates)
                {
                    candidate.Run(Input(round), isTimed: round > WarmUps);
                }
            }

            int hooks = 1 + WarmUps + runs;
            await WaitAsync(() => server.GetStats().Events >= hooks, () => $"{server.GetStats().Events} of {hooks} events have arrived");
            Print(candidates, hook);
            Console.WriteLine($"{server.GetStats().Events} of {hooks} events arrived at the server.");
            return server.GetStats().Events == hooks ? 0 : 1;
        }
        finally
        {
            using Process stop = Process.Start(program, ["agent", "--stop", "--ring-file", ringFile]);
            await stop.WaitForExitAsync();
        }
    }

    private static void Print(HookCandidate[] candidates, HookCandidate hook)
    {
        Console.WriteLine($"{"whole process, ms",-18} {"median",8} {"p90",8} {"fastest",8} {"ratio",7}   ({hook.Runs} runs each, interleaved)");
        foreach (HookCandidate candidate in candidates)
        {
            Console.WriteLine(
                $"{candidate.Name,-18} {candidate.Quantile(0.5),8:F1} {candidate.Quantile(0.9),8:F1} {candidate.Quantile(0),8:F1} {candidate.Quantile(0.5) / hook.Quantile(0.5),7:F2}");
        }

        double median = hook.Quantile(0.5);
        Console.WriteLine($"budget {BudgetMilliseconds:F0} ms: {(median <= BudgetMilliseconds ? "met" : "missed")} ({median:F1} ms)");
    }

    private static string Input(int number) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["session_id"] = "8f14e45f-ceea-467f-a0e6-1c0d0b9d6c11",
        ["transcript_path"] = "/home/ada/.claude/projects/shop/8f14e45f-ceea-467f-a0e6-1c0d0b9d6c11.jsonl",
        ["cwd"] = "/home/ada/shop",
        ["permission_mode"] = "default",
        ["hook_event_name"] = "PreToolUse",
        ["tool_name"] = "Bash",
        ["tool_input"] = new Dictionary<string, object> { ["command"] = "dotnet test tests/Shop.Tests --filter Cart | tee test.log", ["timeout"] = 120_000 },
        ["tool_use_id"] = $"toolu_{number}",
    });

    private static async Task WaitAsync(Func<bool> condition, Func<string> failure)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"After {Patience.TotalSeconds:F0} s {failure()}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
