using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FastEmit.Collector;
using FastEmit.Hooks.State;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>The real binary, real agents, real servers.</summary>
public sealed class HookEndToEndTests
{
    /// <summary>The full size of the test with kills: <c>FASTEMIT_HOOK_KILLS=full</c> or a number, some minutes.</summary>
    private static readonly int KillHooks = Environment.GetEnvironmentVariable("FASTEMIT_HOOK_KILLS") switch
    {
        "full" => 300,
        { Length: > 0 } text => int.Parse(text, CultureInfo.InvariantCulture),
        _ => 60,
    };

    /// <summary>Hooks at once; 200 in the issue that this shows, and by <c>FASTEMIT_HOOK_RACE=200</c>.</summary>
    private static readonly int RacingHooks =
        int.TryParse(Environment.GetEnvironmentVariable("FASTEMIT_HOOK_RACE"), CultureInfo.InvariantCulture, out int count) ? count : 60;

    [Fact]
    public async Task Hook_EveryRecordedInput_AnswersAndArrivesAtANodeServer()
    {
        string log = Path.GetTempFileName();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Log = log, LogAt = "handler" });
        await using HookProgram program = new(server.Url);
        string[] names = [.. RecordedInputs.Names];
        foreach (string name in names)
        {
            await program.RunHookAsync(await File.ReadAllBytesAsync(RecordedInputs.PathOf(name), TestContext.Current.CancellationToken));
        }

        string[] expected = [.. names.SelectMany(RecordedInputs.EventsOf).Select(WireForm.Comparable)];
        await HookProgram.WaitAsync(() => server.ReadLog().Count >= expected.Length, () => $"{server.ReadLog().Count} of {expected.Length} events arrived");
        Assert.All(server.ReadLog(), static logged => Assert.Equal(("/", "claude_event"), (logged.Namespace, logged.Name)));
        Assert.Equal(expected, server.ReadLog().Select(static logged => WireForm.Comparable(logged.Data)));
        Assert.Equal(1, program.Files.Count(HookCounter.AgentsStarted));
        File.Delete(log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hook_ManyAtOnce_LoseNothingAndStartOneAgent(bool isOwn)
    {
        string log = Path.GetTempFileName();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Log = log, LogAt = "handler" });
        await using HookProgram program = new(server.Url, isOwn);
        Process[] hooks = [.. Enumerable.Range(0, RacingHooks).Select(i => program.StartHook(Input(i)))];
        foreach (Process hook in hooks)
        {
            Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
            hook.Dispose();
        }

        await HookProgram.WaitAsync(() => server.ReadLog().Count >= RacingHooks, () => $"{server.ReadLog().Count} of {RacingHooks} events arrived");
        Assert.Equal(Enumerable.Range(0, RacingHooks), server.ReadLog().Select(NumberOf).Order());
        Assert.Equal(1, program.Files.Count(HookCounter.AgentsStarted));
        File.Delete(log);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Hook_AgentsAndHooksKilledAtRandom_LosesNoEventWhoseHookAnswered(bool isOwn)
    {
        string log = Path.GetTempFileName();
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Log = log, LogAt = "handler" });
        await using HookProgram program = new(server.Url, isOwn);
        ConcurrentBag<int> answered = [];
        ConcurrentBag<int> agents = [];
        int next = -1;
        int running = 2;
        Task[] streams = [.. Enumerable.Range(0, running).Select(seed => Task.Run(() => StreamAsync(new Random(seed))))];
        Random random = new(7);
        while (Volatile.Read(ref running) != 0)
        {
            await Task.Delay(random.Next(100, 700), TestContext.Current.CancellationToken);
            if (await program.AskAgentAsync() is { } report)
            {
                agents.Add(report.GetProperty("process").GetInt32());
                await program.KillAgentAsync();
            }
        }

        await Task.WhenAll(streams);
        await program.RunHookAsync(Input(KillHooks)); // the one that is sure to start an agent
        answered.Add(KillHooks);
        HashSet<int> Arrived() => [.. server.ReadLog().Select(NumberOf)];
        await HookProgram.WaitAsync(() => Arrived().IsSupersetOf(answered), () => $"lost: {string.Join(", ", answered.Except(Arrived()).Order())}");
        Assert.InRange(agents.Distinct().Count(), 1, int.MaxValue); // or nothing was shown
        Assert.InRange(answered.Count, KillHooks / 4, KillHooks + 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{answered.Count} of {KillHooks} hooks answered, {agents.Distinct().Count()} agents killed, {Arrived().Count} events arrived");
        File.Delete(log);

        async Task StreamAsync(Random fate)
        {
            try
            {
                for (int i = Interlocked.Increment(ref next); i < KillHooks; i = Interlocked.Increment(ref next))
                {
                    using Process hook = program.StartHook(Input(i));
                    if (fate.Next(3) == 0)
                    {
                        await Task.Delay(fate.Next(0, fate.Next(2) == 0 ? 10 : 400));
                        hook.Kill();
                    }

                    if (await HookProgram.ReadAnswerAsync(hook) is ['{', ..])
                    {
                        answered.Add(i);
                    }
                }
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }
    }

    [Fact]
    public async Task Hook_LegacyDashboard_GetsTheLegacyFormOverSocketIO()
    {
        await using PythonDashboard dashboard = await PythonDashboard.StartAsync(socket: true);
        await using HookProgram program = new(dashboard.Url);
        await AssertArrivesAsync(program, dashboard, "socket");
    }

    [Fact]
    public async Task Hook_LegacyDashboardRefusesSockets_GetsTheLegacyFormByPostAndSocketIOWhenItIsBack()
    {
        await using PythonDashboard refusing = await PythonDashboard.StartAsync(socket: false);
        await using HookProgram program = new(refusing.Url);
        await AssertArrivesAsync(program, refusing, "post");
        Assert.Equal("http", (await program.AskAgentAsync())!.Value.GetProperty("state").GetString());

        await using PythonDashboard dashboard = await refusing.ReplaceAsync(socket: true);
        await program.RunHookAsync(Input(99));
        await HookProgram.WaitAsync(() => dashboard.Events().Any(static e => Id(e.GetProperty("data")) == "toolu_99"), static () => "it did not come");
        while ((await program.AskAgentAsync())?.GetProperty("state").GetString() != "socket.io")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        await program.RunHookAsync(Input(100));
        await HookProgram.WaitAsync(
            () => dashboard.Events().Any(static e => Id(e.GetProperty("data")) == "toolu_100" && e.GetProperty("via").GetString() == "socket"),
            () => $"it did not come over Socket.IO: {File.ReadAllText(program.Paths.Log)}");
    }

    [Fact]
    public async Task Hook_NothingCanBeWritten_AnswersAllTheSame()
    {
        await using HookProgram program = new("http://127.0.0.1:1");
        using Process hook = program.Start("hook", "--ring-file", "/proc/no/such/folder/hooks");
        hook.StandardInput.Close();
        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
        Assert.Equal(0, hook.ExitCode);
    }

    [Fact]
    public async Task Hook_InputThatNeverEnds_AnswersInBoundedTime()
    {
        await using HookProgram program = new("http://127.0.0.1:1");
        using Process hook = program.Start("hook", "--no-agent");
        const string Beginning = "{\"hook_event_name\":\"Stop\",\"reason\":\"it hangs";
        await hook.StandardInput.WriteAsync(Beginning);
        await hook.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
        JsonElement data = program.Files.ReadEvents().Single().GetProperty("data");
        Assert.Equal("it hangs…[cut]", data.GetProperty("reason").GetString());
        Assert.Equal(Beginning.Length, data.GetProperty("input_cut_at").GetInt64());
    }

    [Fact]
    public async Task Hook_InputCompleteAndLeftOpen_AnswersAtOnce()
    {
        await using HookProgram program = new("http://127.0.0.1:1");
        using Process hook = program.Start("hook", "--no-agent");
        await hook.StandardInput.WriteAsync("{\"hook_event_name\":\"Stop\",\"reason\":\"}\\\"]\",\"list\":[{}]}\n");
        await hook.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook)); // it ends by itself: nobody has closed its input
        JsonElement data = program.Files.ReadEvents().Single().GetProperty("data");
        Assert.Equal("}\"]", data.GetProperty("reason").GetString());
        Assert.False(data.TryGetProperty("input_cut_at", out _));
        Assert.Equal(0, program.Files.Count(FastEmit.Hooks.State.HookCounter.CutInputs));
    }

    [Fact]
    public async Task Hook_JsonAsLastArgumentAndInputClosed_IsTakenFromThere()
    {
        await using HookProgram program = new("http://127.0.0.1:1");
        using Process hook = program.Start("hook", "--no-agent", "--agent", "codex", """{"type":"agent-turn-complete","turn-id":"t","last-assistant-message":"Done"}""");
        hook.StandardInput.Close();
        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
        JsonElement @event = program.Files.ReadEvents().Single();
        Assert.Equal(("codex", "stop", "Done"), (
            @event.GetProperty("agent").GetString(), @event.GetProperty("subtype").GetString(), @event.GetProperty("data").GetProperty("last-assistant-message").GetString()));
    }

    [Theory]
    [InlineData("claude", "PostToolUse.json", "post_tool", "claude", null)]
    [InlineData("copilot", "Other/copilot-pre.json", "pre_tool", "copilot", null)]
    [InlineData("copilot", "Other/copilot-pre.json", "pre_tool", "copilot", "preToolUse")]
    public async Task Collect_HooksOwnJsonPosted_IsUnderstood(string agent, string input, string subtype, string expectedAgent, string? hook)
    {
        CollectorOptions options = new() { Port = 0, Hooks = HookBody.Read };
        await using CollectorServer server = await CollectorServer.StartAsync(options, TestContext.Current.CancellationToken);
        using HttpClient client = new();
        using ByteArrayContent body = new(await File.ReadAllBytesAsync(EveryFieldTests.PathOf(input), TestContext.Current.CancellationToken));
        using HttpResponseMessage answer = await client.PostAsync(
            $"{server.Url}/api/hooks/{agent}{(hook is null ? "" : $"?event={hook}")}", body, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
        string stored = await client.GetStringAsync($"{server.Url}/api/export", TestContext.Current.CancellationToken);
        JsonElement data = JsonElement.Parse(stored.Split('\n')[0]).GetProperty("data");
        Assert.Equal((subtype, expectedAgent), (data.GetProperty("subtype").GetString(), data.GetProperty("agent").GetString()));
        Assert.True(data.TryGetProperty("event_id", out _));
    }

    [Fact]
    public async Task Collect_HooksPostedToACollectorWithoutThem_AreRefused()
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0 }, TestContext.Current.CancellationToken);
        using HttpClient client = new();
        using HttpResponseMessage answer = await client.PostAsync($"{server.Url}/api/hooks/claude", new StringContent("{}"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, server.GetStats().Events);
    }

    [Fact]
    public async Task Hook_InputBeyondTheBound_IsCut()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "the shell's way to read a file");
        using HookFolder folder = new();
        string input = Path.Combine(folder.Folder, "input.json"); // A file, since a pipe's writer may be slower than the bound on time.
        string huge = new('x', FastEmit.Hooks.Input.StandardInput.MaxLength);
        await File.WriteAllTextAsync(input, $$"""{"hook_event_name":"UserPromptSubmit","prompt":"{{huge}}"}""", TestContext.Current.CancellationToken);
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec \"$0\" hook --no-agent --ring-file \"$1\" <\"$2\"", ToolPath.Tool, folder.Paths.Prefix, input])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process hook = Process.Start(start)!;

        Assert.Equal("{\"continue\":true}\n", await HookProgram.ReadAnswerAsync(hook));
        JsonElement data = folder.ReadEvents().Single().GetProperty("data");
        Assert.Equal(200, data.GetProperty("prompt_preview").GetString()!.Length);
        Assert.Equal(FastEmit.Hooks.Input.StandardInput.MaxLength, data.GetProperty("input_cut_at").GetInt64());
    }

    private static async Task AssertArrivesAsync(HookProgram program, PythonDashboard dashboard, string via)
    {
        string[] names = ["session-start", "pre-tool-bash", "user-prompt", "pre-tool-todowrite", "stop"];
        foreach (string name in names)
        {
            await program.RunHookAsync(await File.ReadAllBytesAsync(RecordedInputs.PathOf(name), TestContext.Current.CancellationToken));
        }

        string[] expected = [.. names.SelectMany(RecordedInputs.EventsOf).Select(WireForm.Comparable)];
        await HookProgram.WaitAsync(() => dashboard.Events().Count >= expected.Length, () => $"{dashboard.Events().Count} of {expected.Length} events arrived:\n{File.ReadAllText(program.Paths.Log)}");
        Assert.All(dashboard.Events(), e => Assert.Equal((via, "/", "claude_event"), (e.GetProperty("via").GetString(), e.GetProperty("namespace").GetString(), e.GetProperty("event").GetString())));
        Assert.Equal(expected, dashboard.Events().Select(static e => WireForm.Comparable(e.GetProperty("data"))));
    }

    private static byte[] Input(int number) => Encoding.UTF8.GetBytes(
        $$"""{"session_id":"s","hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"ls"},"tool_use_id":"toolu_{{number}}"}""");

    private static string? Id(JsonElement @event) => @event.TryGetProperty("correlation_id", out JsonElement id) ? id.GetString() : null;

    private static int NumberOf(LoggedEvent logged) => int.Parse(Id(logged.Data)!["toolu_".Length..], CultureInfo.InvariantCulture);
}
