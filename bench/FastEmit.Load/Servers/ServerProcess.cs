using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.Load.Servers;

/// <summary>A server in a process of its own, which counts what arrives and tells when it is asked. Ends with this process.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, int port) => (_process, Url) = (process, $"http://127.0.0.1:{port}");

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Starts one.</summary>
    public static async Task<ServerProcess> StartAsync(ServerKind kind)
    {
        ProcessStartInfo start = kind switch
        {
            ServerKind.Node => await NodeScripts.StartInfoAsync("server.mjs"),
            _ => ChildProcess.OfThisSuite(["serve", kind.ToString()]),
        };
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        string port = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The {kind} server did not start.");
        return new ServerProcess(process, int.Parse(port));
    }

    /// <summary>Has it count anew, towards this many events.</summary>
    public async Task ExpectAsync(long events)
    {
        await _process.StandardInput.WriteLineAsync($"expect {events}");
        await ReadLineAsync();
    }

    /// <summary>Waits until the expected events have arrived.</summary>
    public async Task<Arrival> ArrivalAsync() => JsonSerializer.Deserialize(await ReadLineAsync(), LoadJson.Default.Arrival);

    /// <summary>The events since the last <see cref="ExpectAsync"/>.</summary>
    public async Task<long> CountAsync() => (await AskAsync("count", LoadJson.Default.Arrival)).Events;

    /// <summary>The latencies since the last <see cref="ExpectAsync"/>.</summary>
    public Task<LatencyReport> LatencyAsync() => AskAsync("latency", LoadJson.Default.LatencyReport);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<T> AskAsync<T>(string word, JsonTypeInfo<T> type)
    {
        await _process.StandardInput.WriteLineAsync(word);
        return JsonSerializer.Deserialize(await ReadLineAsync(), type)!;
    }

    private async Task<string> ReadLineAsync()
    {
        using CancellationTokenSource patience = new(AnswerTimeout);
        try
        {
            return await _process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The server has ended.");
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The server has not counted what was expected within {AnswerTimeout.TotalSeconds:F0} s.");
        }
    }
}
