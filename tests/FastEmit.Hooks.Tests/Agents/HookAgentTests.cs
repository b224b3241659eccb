using System.Net;
using System.Text;
using System.Text.Json;
using FastEmit.Collector;
using FastEmit.Hooks.Agents;
using FastEmit.Hooks.Settings;
using FastEmit.Hooks.Spooling;
using FastEmit.Hooks.Tests.Transcripts;
using FastEmit.Interop.Tests.Servers;

namespace FastEmit.Hooks.Tests.Agents;

/// <summary>Agents in this process.</summary>
public sealed class HookAgentTests : IDisposable
{
    private const string Input = """{"session_id":"s","hook_event_name":"Stop"}""";

    private readonly HookFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_Second_IsTurnedAway()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<AgentEnd> first = HookAgent.RunAsync(Options(null), _ => started.SetResult(), stop.Token);
        await started.Task;
        Assert.Equal(AgentEnd.AlreadyRunning, await HookAgent.RunAsync(Options(null), static _ => Assert.Fail("it is no agent"), Cancellation));
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await first);
    }

    [Fact]
    public async Task Run_NothingHappens_EndsAndLetsTheNextIn()
    {
        AgentOptions options = Options(null) with { IdleExit = TimeSpan.FromMilliseconds(100), ProbeInterval = TimeSpan.FromMilliseconds(20) };
        Assert.Equal(AgentEnd.Idle, await HookAgent.RunAsync(options, static _ => { }, Cancellation));
        using AgentLock ownership = AgentLock.Open(_folder.Paths.Lock);
        Assert.False(ownership.IsRunning);
        Assert.False(File.Exists(_folder.Paths.Socket));
        Assert.Equal(AgentEnd.Idle, await HookAgent.RunAsync(options, static _ => { }, Cancellation));
    }

    [Fact]
    public async Task Run_ServerComesLater_IsFoundAndGetsWhatWaited()
    {
        _folder.Run(Input, TimeProvider.System);
        int port = LoopbackPort.Reserve();
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null) with { Ports = [port], ProbeInterval = TimeSpan.FromMilliseconds(100) }, static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("state").GetString() == "searching");

        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Port = port });
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        Assert.Equal(1, (await server.GetCountsAsync()).Events);
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await agent);
    }

    [Fact]
    public async Task Run_StoppedWithoutAServer_LeavesEventsForTheNext()
    {
        _folder.Run(Input, TimeProvider.System);
        int port = LoopbackPort.Reserve();
        using (CancellationTokenSource stop = new())
        {
            Task<AgentEnd> agent = HookAgent.RunAsync(
                Options($"http://127.0.0.1:{port}") with { ShutdownTimeout = TimeSpan.FromMilliseconds(100) }, static _ => { }, stop.Token);
            await WaitForAsync(static report => report.GetProperty("errors").GetInt64() != 0);
            await stop.CancelAsync();
            Assert.Equal(AgentEnd.Stopped, await agent);
        }

        Assert.Single(_folder.ReadPackets());
        await using NodeServer server = await NodeServer.StartAsync(new NodeServerOptions { Port = port });
        using CancellationTokenSource stopNext = new();
        Task<AgentEnd> next = HookAgent.RunAsync(Options(server.Url), static _ => { }, stopNext.Token);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        await stopNext.CancelAsync();
        await next;
        Assert.Empty(_folder.ReadPackets());
    }

    [Fact]
    public async Task Run_AskedToStop_Ends()
    {
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, Cancellation);
        await WaitForAsync(static _ => true);
        Assert.Equal("""{"stopping":true}""", await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStop, TimeProvider.System, Cancellation));
        Assert.Equal(AgentEnd.Stopped, await agent);
    }

    [Fact]
    public async Task Run_HooksReportTrouble_IsInTheLogAndTheStats()
    {
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null) with { ProbeInterval = TimeSpan.FromMilliseconds(20) }, static _ => { }, stop.Token);
        await WaitForAsync(static _ => true);
        _folder.Run("no json", TimeProvider.System);
        await WaitForAsync(static report => report.GetProperty("hooks").GetProperty("invalidInputs").GetInt64() == 1);
        await WaitForLogAsync("1 hooks got input that is not JSON (1 in all)");
        await stop.CancelAsync();
        await agent;
    }

    [Fact]
    public async Task Run_ServerWithAToken_GetsItFromTheTokenFile()
    {
        const string Token = "a-secret-of-this-test-alone";
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Token = Token }, Cancellation);
        _folder.Run(Input, TimeProvider.System);
        SecretFile.Write(_folder.Paths, _folder.Paths.Token, Token);
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(server.Url), static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("confirmed").GetInt64() == 1);
        Assert.Equal(1, server.GetStats().Events);
        await stop.CancelAsync();
        await agent;
    }

    [Theory]
    [InlineData("200 OK", "<html>We will be back soon</html>")]
    [InlineData("202 Accepted", "")]
    [InlineData("302 Found", "")]
    public async Task Run_PageThatAnswersEverything_CountsNothingAsDelivered(string status, string page)
    {
        _folder.Run(Input, TimeProvider.System);
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource stop = new();
        Task serving = ServeAsync(listener, $"HTTP/1.1 {status}\r\nContent-Length: {page.Length}\r\nConnection: close\r\n\r\n{page}", stop.Token);
        string url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Task<AgentEnd> agent = HookAgent.RunAsync(
            Options(url) with { ConnectionPatience = TimeSpan.FromMilliseconds(50), ProbeInterval = TimeSpan.FromMilliseconds(50), ShutdownTimeout = TimeSpan.FromMilliseconds(100) }, static _ => { }, stop.Token);
        await WaitForLogAsync("only 204 says that the event is there");
        JsonElement said = JsonElement.Parse((await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStats, TimeProvider.System, Cancellation))!);
        Assert.Equal((0, 0), (said.GetProperty("confirmed").GetInt64(), said.GetProperty("posted").GetInt64()));
        await stop.CancelAsync();
        await agent;
        await serving;
        Assert.Single(_folder.ReadPackets());
    }

    [Fact]
    public async Task Run_WallClockGoesBackAnHour_GoesOnPosting()
    {
        SetBackClock time = new();
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource stop = new();
        Task serving = ServeAsync(listener, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", stop.Token);
        string url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        _folder.Run(Input, time);
        Task<AgentEnd> agent = HookAgent.RunAsync(
            Options(url) with { TimeProvider = time, ConnectionPatience = TimeSpan.FromMilliseconds(50), ProbeInterval = TimeSpan.FromMilliseconds(50) }, static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("posted").GetInt64() == 1);
        time.SetBack(TimeSpan.FromHours(1));
        _folder.Run(Input, time);
        await WaitForAsync(static report => report.GetProperty("posted").GetInt64() == 2);
        await stop.CancelAsync();
        await agent;
        await serving;
        Assert.Empty(_folder.ReadPackets());
    }

    private static async Task ServeAsync(System.Net.Sockets.TcpListener listener, string answer, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                using System.Net.Sockets.Socket client = await listener.AcceptSocketAsync(stop);
                await client.ReceiveAsync(new byte[64 << 10], stop);
                await client.SendAsync(Encoding.ASCII.GetBytes(answer), stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // The test is over.
        }
    }

    [Fact]
    public async Task Run_FolderOfAnother_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of Unix");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Folder, (UnixFileMode)0b111_111_111);
        }

        IOException exception = await Assert.ThrowsAsync<IOException>(() => HookAgent.RunAsync(Options(null), static _ => { }, Cancellation));
        Assert.Contains("can be written by other users", exception.Message, StringComparison.Ordinal);
        long before = LossLog.ReadUncounted(_folder.Paths);
        _folder.Run(Input, TimeProvider.System);
        Assert.Equal(before + 1, LossLog.ReadUncounted(_folder.Paths));
        Assert.False(File.Exists(_folder.Paths.Ring));
    }

    [Fact]
    public async Task Run_HooksByHttp_AreAnsweredWhenTheEventIsInTheRing()
    {
        HookEndpointFile file = HookEndpointFile.Write(_folder.Paths, new HookEndpointAddress(LoopbackPort.Reserve()));
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("endpoint").GetString() is not null);
        using HttpClient client = new();
        string url = file.Address.UrlOf("claude");

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, url, "wrong", Input));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(client, url.Replace("hooks", "other", StringComparison.Ordinal), file.Token, Input));
        Assert.Empty(_folder.ReadEventsIfAny());
        Task<HttpStatusCode>[] posts = [.. Enumerable.Range(0, 40).Select(i => PostAsync(client, url, file.Token, $$"""{"session_id":"s{{i}}","hook_event_name":"Stop"}"""))];
        Assert.All(await Task.WhenAll(posts), static status => Assert.Equal(HttpStatusCode.NoContent, status));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(client, file.Address.UrlOf("copilot") + "?event=agentStop", file.Token, """{"sessionId":"c"}"""));
        await stop.CancelAsync();
        Assert.Equal(AgentEnd.Stopped, await agent);

        List<JsonElement> events = _folder.ReadEvents();
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"s{i}").Append("c").Order(), events.Select(static e => e.GetProperty("session_id").GetString()!).Order());
        Assert.Equal(("copilot", "stop"), (events[^1].GetProperty("agent").GetString(), events[^1].GetProperty("subtype").GetString()));
    }

    [Fact]
    public async Task Run_RingFileRemovedBetweenHooksByHttp_TheNextIsInANewOne()
    {
        HookEndpointFile file = HookEndpointFile.Write(_folder.Paths, new HookEndpointAddress(LoopbackPort.Reserve()));
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("endpoint").GetString() is not null);
        using HttpClient client = new();
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(client, file.Address.UrlOf("claude"), file.Token, Input));
        File.Delete(_folder.Paths.Ring);
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(client, file.Address.UrlOf("claude"), file.Token, """{"session_id":"new","hook_event_name":"Stop"}"""));
        await stop.CancelAsync();
        await agent;
        Assert.Equal("new", _folder.ReadEvents().Single().GetProperty("session_id").GetString());
    }

    [Fact]
    public async Task Run_HookByHttpAndNoRoom_IsNotAnsweredWithSuccess()
    {
        HookEndpointFile file = HookEndpointFile.Write(_folder.Paths, new HookEndpointAddress(LoopbackPort.Reserve()));
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, stop.Token);
        await WaitForAsync(static report => report.GetProperty("endpoint").GetString() is not null);
        using HttpClient client = new();
        string big = JsonSerializer.Serialize(new { hook_event_name = "New", texts = Enumerable.Repeat(new string('x', 10_000), 60) });
        HttpStatusCode last = HttpStatusCode.NoContent;
        int accepted = 0;
        for (int i = 0; i < 50 && last == HttpStatusCode.NoContent; i++)
        {
            last = await PostAsync(client, file.Address.UrlOf("claude"), file.Token, big);
            accepted += last == HttpStatusCode.NoContent ? 1 : 0;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, last);
        await stop.CancelAsync();
        await agent;
        Assert.Equal(accepted, _folder.ReadPackets().Count);
    }

    [Fact]
    public async Task Run_TranscriptNamedByAHook_ItsMessagesAreToldOnceAcrossRestarts()
    {
        string transcript = Path.Combine(_folder.Folder, "transcript.jsonl");
        await File.WriteAllTextAsync(transcript, TranscriptLines.Message("m1", 10, 5) + TranscriptLines.Message("m1", 10, 20, "end_turn"), Cancellation);
        _folder.Run($$"""{"session_id":"s","hook_event_name":"Stop","transcript_path":"{{transcript}}"}""", TimeProvider.System);
        for (int run = 0; run < 2; run++)
        {
            using CancellationTokenSource stop = new();
            Task<AgentEnd> agent = HookAgent.RunAsync(Options(null), static _ => { }, stop.Token);
            await WaitForAsync(report => report.GetProperty("pendingBytes").GetInt64() != 0);
            await WaitUntilAsync(_ => Task.FromResult(_folder.TranscriptOffset() == new FileInfo(transcript).Length));
            await stop.CancelAsync();
            await agent;
            await File.AppendAllTextAsync(transcript, run == 0 ? TranscriptLines.Message("m2", 1, 2, "end_turn") + TranscriptLines.Message("m1", 10, 20, "end_turn") : "", Cancellation);
        }

        JsonElement[] told = [.. _folder.ReadEvents().Where(static e => e.GetProperty("subtype").GetString() == "token_usage_updated").Select(static e => e.GetProperty("data"))];
        Assert.Equal(["m1", "m2"], told.Select(static data => data.GetProperty("message_id").GetString()!));
        Assert.Equal([20, 2], told.Select(static data => data.GetProperty("output_tokens").GetInt32()));
        Assert.All(told, static data => Assert.False(data.TryGetProperty("content", out _)));
    }

    /// <summary>As when a process that was being started had inherited the file of the agent before.</summary>
    [Fact]
    public async Task Run_FileOfCountedMessagesIsInUseForAMoment_TranscriptsAreFollowedAfterwards()
    {
        string transcript = Path.Combine(_folder.Folder, "transcript.jsonl");
        await File.WriteAllTextAsync(transcript, TranscriptLines.Message("m1", 10, 20, "end_turn"), Cancellation);
        _folder.Run($$"""{"session_id":"s","hook_event_name":"Stop","transcript_path":"{{transcript}}"}""", TimeProvider.System);
        using CancellationTokenSource stop = new();
        Task<AgentEnd> agent;
        await using (new FileStream(_folder.Paths.Tokens, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            agent = HookAgent.RunAsync(Options(null), static _ => { }, stop.Token);
            await WaitForLogAsync("transcripts cannot be followed");
        }

        await WaitUntilAsync(_ => Task.FromResult(_folder.TranscriptOffset() == new FileInfo(transcript).Length));
        await stop.CancelAsync();
        await agent;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string url, string token, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private AgentOptions Options(string? url) => new() { Paths = _folder.Paths, Url = url, Ports = [LoopbackPort.Reserve()] };

    private Task WaitForAsync(Func<JsonElement, bool> condition) => WaitUntilAsync(async token =>
        await AgentSocket.AskAsync(_folder.Paths.Socket, HookAgent.AskStats, TimeProvider.System, token) is { } report && condition(JsonElement.Parse(report)));

    /// <summary>The agent answers questions before it writes its first line.</summary>
    private Task WaitForLogAsync(string text) => WaitUntilAsync(async token =>
        File.Exists(_folder.Paths.Log) && (await File.ReadAllTextAsync(_folder.Paths.Log, token)).Contains(text, StringComparison.Ordinal));

    private static async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!await condition(patience.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    /// <summary>The system's clock; its wall clock can be set back, which moves neither timestamps nor timers.</summary>
    private sealed class SetBackClock : TimeProvider
    {
        private long _back;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - TimeSpan.FromTicks(Volatile.Read(ref _back));

        public void SetBack(TimeSpan by) => Volatile.Write(ref _back, by.Ticks);
    }
}
