using System.Diagnostics;
using System.Text.Json;
using FastEmit.Collector;

namespace FastEmit.Benchmarks.Hooks;

/// <summary>
/// Whole processes, their event in the ring and an agent running: <c>fastemit-hook</c>, <c>fastemit hook</c> native and portable, beside an empty
/// native program, and Node and Python one-liners that only read their input and print the answer. The runs are interleaved, so that a noisy neighbour meets all alike; every event of a hook has to
/// arrive at a server.
/// </summary>
internal static class HookComparison
{
    /// <summary>The name of the Node one-liner.</summary>
    public const string Node = "node -e";

    /// <summary>The hook's own executable.</summary>
    public const string Own = "fastemit-hook";

    /// <summary>The native command line.</summary>
    public const string Native = "fastemit hook";

    /// <summary>A program that does nothing, published with Native AOT by default.</summary>
    public const string Empty = "empty AOT program";

    /// <summary>The native collector's first answer.</summary>
    public const string Collect = "fastemit collect";

    private const int WarmUps = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs all that are installed here.</summary>
    /// <param name="runs">The runs of each that count.</param>
    /// <param name="program">A published native command line; null has one published.</param>
    /// <returns>The candidates, the hook first.</returns>
    /// <exception cref="InvalidOperationException">A program did not answer as a hook does.</exception>
    /// <exception cref="TimeoutException">Events of hooks have not arrived at the server.</exception>
    public static async Task<HookCandidate[]> RunAsync(int runs, string? program)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-hook-bench-");
        try
        {
            program ??= await PublishedCommandLine.PublishAsync(Path.Combine(folder.FullName, "cli"));
            string portable = await PublishedCommandLine.PublishPortableAsync(Path.Combine(folder.FullName, "portable"));
            string empty = await PublishedCommandLine.PublishEmptyAsync(Path.Combine(folder.FullName, "empty"));
            return await RunAsync(runs, program, portable, empty, Path.Combine(folder.FullName, "hooks"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<HookCandidate[]> RunAsync(int runs, string program, string portable, string empty, string ringFile)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 });
        string[] options = ["--ring-file", ringFile, "--url", server.Url];
        HookCandidate hook = new(Native, [program, "hook", .. options]);
        HookCandidate[] hooks = [hook, new(Own, [Path.Combine(Path.GetDirectoryName(program)!, Own), .. options]), new("… portable", [portable, "hook", .. options])];
        HookCandidate[] candidates =
        [
            .. hooks,
            new CollectCandidate(Collect, program),
            new(Empty, empty) { Answers = false },
            new(Node, "node", "-e", """process.stdin.resume().on('end', () => console.log('{"continue":true}'))"""),
            new("python3 -c", "python3", "-c", """import sys; sys.stdin.read(); print('{"continue":true}')"""),
        ];
        candidates = [.. candidates.Where(static candidate => candidate.IsInstalled)];
        try
        {
            hook.Run(Input(0), isTimed: false); // starts the agent
            await WaitAsync(() => server.GetStats().Events >= 1, static () => "the agent has not delivered the first event");
            for (int round = 1; round <= WarmUps + runs; round++)
            {
                foreach ((int place, HookCandidate candidate) in candidates.Index())
                {
                    candidate.Run(Input((round * candidates.Length) + place), isTimed: round > WarmUps);
                }
            }

            int expected = 1 + (hooks.Length * (WarmUps + runs));
            await WaitAsync(() => server.GetStats().Events >= expected, () => $"{server.GetStats().Events} of {expected} events have arrived");
            return candidates;
        }
        finally
        {
            using Process stop = Process.Start(program, ["agent", "--stop", "--ring-file", ringFile]);
            await stop.WaitForExitAsync();
        }
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
