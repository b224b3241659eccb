using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FastEmit.Benchmarks.Hooks;
using FastEmit.Load;
using FastEmit.Load.Reporting;
using FastEmit.Load.Servers;
using FastEmit.Tests.Shared;

namespace FastEmit.Benchmarks.Starting;

/// <summary>How long programs take until their first event is confirmed, and with a hundred events until they have ended; the runs are interleaved.</summary>
internal static class StartRun
{
    private const int WarmUps = 2;
    private const int Runs = 15;
    private const int IdleSeconds = 60;
    private const string Events = "100";
    private const string Project = "bench/FastEmit.Start/FastEmit.Start.csproj";

    /// <summary>Measures, prints the table and writes artifacts/bench/start.md.</summary>
    public static async Task<int> RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-start-bench-");
        try
        {
            await using ServerProcess server = await ServerProcess.StartAsync(ServerKind.Node);
            await server.ExpectAsync(int.MaxValue);
            string report = await MeasureAsync(folder.FullName, server.Url);
            await File.WriteAllTextAsync(Path.Combine(RepositoryRoot.Path, "artifacts", "bench", "start.md"), report);
            Console.Write(report);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> MeasureAsync(string folder, string url)
    {
        string platform = RuntimeInformation.RuntimeIdentifier;
        string native = await PublishAsync(folder, "native", "-r", platform);
        string ready = await PublishAsync(folder, "ready", "-r", platform, "-p:PublishReadyToRun=true", "--self-contained", "false");
        string portable = await PublishAsync(folder, "portable");
        ProcessStartInfo script = await NodeScripts.StartInfoAsync("start.mjs");
        string load = Path.Combine(AppContext.BaseDirectory, "FastEmit.Load.dll");
        StartCandidate[] own =
        [
            new("FastEmit, Native AOT", arguments => new ProcessStartInfo(native, [url, Events, .. arguments])),
            new("FastEmit, ReadyToRun", arguments => new ProcessStartInfo(ready, [url, Events, .. arguments])),
            new("FastEmit, portable", arguments => new ProcessStartInfo(portable, [url, Events, .. arguments])),
        ];
        StartCandidate[] candidates =
        [
            .. own,
            new("ClientWebSocket, portable", _ => new ProcessStartInfo("dotnet", [load, "start", "websocket", url, Events])),
            new("SocketIOClient 3.0.6, portable", _ => new ProcessStartInfo("dotnet", [load, "start", "socketioclient", url, Events])),
            new("socket.io-client 4.8.4, Node", _ => new ProcessStartInfo(script.FileName, [.. script.ArgumentList, url, Events])),
        ];
        for (int round = 0; round < WarmUps + Runs; round++)
        {
            foreach (StartCandidate candidate in candidates)
            {
                candidate.Run(isTimed: round >= WarmUps);
            }
        }

        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Start

            {await MachineFacts.DescribeAsync()}.

            `dotnet run -c Release --project bench/FastEmit.Benchmarks -- start` measures all of it again. Programs that begin, send {Events} events to the official
            server on Node and end when the last is confirmed (the peers': acknowledged); medians of {Runs} runs, interleaved. The first event is waited for before the others
            are sent. Of the peers' .NET program the command line takes some milliseconds of the whole process, none of the other figures.

            | program | first event confirmed, from creating the client | of that, the call that emits | whole process |
            |---|---:|---:|---:|

            """);
        foreach (StartCandidate candidate in candidates)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {candidate.Name} | {Milliseconds(candidate, "confirmedMs")} | {Milliseconds(candidate, "firstEmitMs")} | {Milliseconds(candidate, "processMs")} |\n");
        }

        StartCandidate idle = new("idle", arguments => new ProcessStartInfo(native, [url, Events, .. arguments]));
        idle.Run(isTimed: true, $"{IdleSeconds}");
        text.Append(CultureInfo.InvariantCulture, $"\nAn emitter that is connected and has nothing to send: {idle.Median("switchesPerSecond"):0.00} wake-ups of any thread of its process a second, over {IdleSeconds} s with the server's heartbeats.\n");
        return text.ToString();
    }

    private static string Milliseconds(StartCandidate candidate, string figure) =>
        candidate.Median(figure) is { } value ? value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) + " ms" : "–";

    private static Task<string> PublishAsync(string folder, string name, params string[] options) =>
        PublishedCommandLine.PublishAsync(Path.Combine(RepositoryRoot.Path, Project), Path.Combine(folder, name), "FastEmit.Start", options);
}
