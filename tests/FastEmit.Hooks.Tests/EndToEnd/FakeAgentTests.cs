using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>
/// Sessions of an agent beside one another, with parallel calls, subagents and failures, while the server and the agent process are killed at random: everything
/// that was answered is at the collector, each session in its order.
/// </summary>
public sealed class FakeAgentTests : IAsyncDisposable
{
    private const int Sessions = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly int _port = LoopbackPort.Reserve();
    private readonly HookProgram _program;
    private readonly List<(string Session, string Marker)> _answered = [];
    private Process? _collector;

    public FakeAgentTests() => _program = new HookProgram(Url);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    private string Settings => Path.Combine(_program.Files.Folder, "settings.json");

    private string Data => Path.Combine(_program.Files.Folder, "data");

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await EndCollectorAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InstalledHooks_ServerAndAgentKilledAtRandom_EverythingAnsweredArrivesInOrder(bool http)
    {
        string[] options = http ? ["--http", LoopbackPort.Reserve().ToString(CultureInfo.InvariantCulture)] : [];
        await InstallAsync(options);
        StartCollector();
        FakeAgent agent = new(Settings);
        using CancellationTokenSource done = new();
        Task killing = KillAsync(agent, http, done.Token);
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => RunSessionAsync(agent, $"session-{session}", http ? 12 : 4)));
        await done.CancelAsync();
        await killing;
        await agent.WhenAllAsync();
        EnsureCollector();
        await agent.RunAsync("SessionStart", Input("last", "SessionStart", "last")); // brings the agent back, if it was killed

        List<JsonElement> stored = await WaitForAsync(_answered.Select(static one => one.Marker));
        string[] distinct = [.. stored.DistinctBy(static e => e.GetProperty("event_id").GetString()).Select(MarkerOf)];
        Assert.Equal(distinct.Length, distinct.Distinct().Count()); // two copies of one event have one id
        foreach (IGrouping<string, (string Session, string Marker)> session in _answered.GroupBy(static one => one.Session))
        {
            string[] told = [.. session.Select(static one => one.Marker)];
            Assert.Equal(told, distinct.Where(told.Contains));
        }
    }

    /// <summary>Prompts, parallel calls of which one fails, a subagent; what runs beside one another has no order, and is awaited before the next.</summary>
    private async Task RunSessionAsync(FakeAgent agent, string session, int turns)
    {
        int number = 0;
        await TellAsync("SessionStart", "");
        for (int turn = 0; turn < turns; turn++)
        {
            await TellAsync("UserPromptSubmit", "\"prompt\":\"go on\",");
            string[] calls = [$"{session}-{turn}-a", $"{session}-{turn}-b"];
            await Task.WhenAll(calls.Select(call => agent.RunAsync("PreToolUse", Input(session, "PreToolUse", "beside", Call(call)))));
            await Task.WhenAll(
                agent.RunAsync("PostToolUse", Input(session, "PostToolUse", "beside", Call(calls[0]) + "\"tool_response\":{\"stdout\":\"ok\"},\"duration_ms\":5,")),
                agent.RunAsync("PostToolUseFailure", Input(session, "PostToolUseFailure", "beside", Call(calls[1]) + "\"error\":\"Exit code 2\",")));
            await TellAsync("SubagentStart", "\"agent_id\":\"a1\",\"agent_type\":\"reviewer\",");
            await agent.RunAsync("Notification", Input(session, "Notification", "beside", "\"message\":\"m\","));
            await TellAsync("SubagentStop", "\"agent_id\":\"a1\",\"last_assistant_message\":\"done\",");
            await TellAsync("Stop", "\"last_assistant_message\":\"done\",");
        }

        async Task TellAsync(string type, string members)
        {
            string marker = string.Create(CultureInfo.InvariantCulture, $"{session}#{number++}");
            if (await agent.RunAsync(type, Input(session, type, marker, members)))
            {
                lock (_answered)
                {
                    _answered.Add((session, marker));
                }
            }
        }
    }

    private static string Call(string id) => $$"""
        "tool_name":"Bash","tool_use_id":"{{id}}","tool_input":{"command":"make {{id}}"},
        """.Trim();

    private static string Input(string session, string type, string marker, string members = "") => $$"""
        {"session_id":"{{session}}","hook_event_name":"{{type}}",{{members}}"marker":"{{marker}}"}
        """.Trim();

    private static string MarkerOf(JsonElement @event) =>
        @event.GetProperty("data").GetProperty("marker").GetString() is var marker && marker != "beside" ? marker! : @event.GetProperty("event_id").GetString()!;

    private async Task KillAsync(FakeAgent agent, bool http, CancellationToken done)
    {
        Random random = new(http ? 1 : 2);
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(300, 1500)), done);
                if (random.Next(2) == 0)
                {
                    await EndCollectorAsync();
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500)), done);
                    StartCollector();
                }
                else
                {
                    await _program.KillAgentAsync();
                    if (http)
                    {
                        await agent.RunAsync("SessionStart", Input("again", "SessionStart", "beside")); // as the next session of the user does
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private async Task InstallAsync(string[] options)
    {
        using Process install = Process.Start(new ProcessStartInfo(
            ToolPath.Tool,
            ["hooks", "install", "--settings", Settings, "--ring-file", _program.Paths.Prefix, "--url", Url, .. options])
        { RedirectStandardOutput = true })!;
        await install.StandardOutput.ReadToEndAsync(Cancellation);
        await install.WaitForExitAsync(Cancellation);
        Assert.Equal(0, install.ExitCode);
    }

    private void StartCollector()
    {
        ProcessStartInfo start = new(
            ToolPath.Tool,
            ["collect", "--port", _port.ToString(CultureInfo.InvariantCulture), "--data", Data, "--json"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("FASTEMIT_TOKEN");
        _collector = Process.Start(start)!;
        _collector.BeginErrorReadLine();
    }

    private void EnsureCollector()
    {
        if (_collector is not { HasExited: false })
        {
            StartCollector();
        }
    }

    private async Task EndCollectorAsync()
    {
        if (_collector is { } process)
        {
            _collector = null;
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    private async Task<List<JsonElement>> WaitForAsync(IEnumerable<string> markers)
    {
        using HttpClient client = new();
        HashSet<string> missing = [];
        long began = Stopwatch.GetTimestamp();
        do
        {
            try
            {
                string lines = await client.GetStringAsync($"{Url}/api/export", Cancellation);
                List<JsonElement> events = [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(static line => JsonElement.Parse(line).GetProperty("data"))
                    .Where(static data => data.TryGetProperty("data", out JsonElement inner) && inner.TryGetProperty("marker", out _))];
                missing = [.. markers.Except(events.Select(MarkerOf))];
                if (missing.Count == 0)
                {
                    return events;
                }
            }
            catch (HttpRequestException)
            {
                // It is coming up.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), Cancellation);
        }
        while (Stopwatch.GetElapsedTime(began) < Patience);
        Assert.Fail($"{missing.Count} that were answered did not arrive: {string.Join(", ", missing.Take(10))}; the agent says {await _program.AskAgentAsync()}");
        return [];
    }
}
