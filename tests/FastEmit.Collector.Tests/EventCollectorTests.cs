using System.Net;
using System.Text;
using FastEmit.Collector.Tests.Clients;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests;

public sealed class EventCollectorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_SeveralHandlers_GetTheirEventsInOrderAndOnlyThose()
    {
        List<string> handled = [];
        await using CollectorServer server = await StartAsync(new CollectorOptions { OnEvent = (in received) => handled.Add($"every {Encoding.UTF8.GetString(received.Name)}") });
        using IDisposable first = server.Collector.On("/", "a", (in received) => handled.Add($"first {Encoding.UTF8.GetString(received.Data)}"));
        using IDisposable broken = server.Collector.On("/", "a", (in _) => throw new InvalidOperationException());
        using IDisposable second = server.Collector.On("/", "a", (in _) => handled.Add("second"));
        using IDisposable other = server.Collector.On("/hook", "a", (in _) => handled.Add("other"));
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("42[\"a\",1]");
        await client.SendTextAsync("42[\"b\"]");
        await client.SyncAsync();
        first.Dispose();
        first.Dispose();
        await client.SendTextAsync("42[\"a\",2]");
        await client.SyncAsync();

        Assert.Equal(["every a", "first 1", "second", "every b", "every a", "second"], handled);
        Assert.Equal(2, server.GetStats().HandlerErrors);
        Assert.DoesNotContain(server.GetStats().ByEvent, count => count.Namespace == "/hook");
    }

    [Fact]
    public async Task Acknowledge_ByAHandler_IsSentOnceInPlaceOfTheEmptyOne()
    {
        List<bool> expected = [];
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            OnEvent = (in received) =>
            {
                expected.Add(received.ExpectsAck);
                received.Acknowledge("\"once\",{\"n\":1}"u8);
                received.Acknowledge("\"twice\""u8);
                expected.Add(received.ExpectsAck);
            },
        });
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/hook");

        await client.SendTextAsync("42/hook,7[\"a\"]");
        await client.SendTextAsync("42/hook,[\"a\"]");
        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();

        Assert.Equal(["43/hook,7[\"once\",{\"n\":1}]"], answers.Select(answer => answer.Text));
        Assert.Equal([true, false, false, false], expected);
    }

    [Fact]
    public async Task Envelope_KnownName_IsTakenApart()
    {
        List<string> handled = [];
        CollectorOptions options = new() { OnEvent = (in received) => handled.Add($"{Encoding.UTF8.GetString(received.Name)} {Encoding.UTF8.GetString(received.Data)}") };
        options.Envelopes.Add("batch");
        await using CollectorServer server = await StartAsync(options);
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/hook");

        await client.SendTextAsync("42/hook,5[\"batch\",[[\"pre_tool\",{\"n\":1}],[\"post_tool\",{\"n\":2},3],[\"pre_tool\"]]]");
        await client.SendTextAsync("42/hook,[\"batch\",[1]]"); // of another form: an event like any other
        await client.SendTextAsync("42/hook,[\"other\",[[\"a\"]]]");
        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();

        Assert.Equal(["pre_tool {\"n\":1}", "post_tool {\"n\":2},3", "pre_tool ", "batch [1]", "other [[\"a\"]]"], handled);
        Assert.Equal((5, 2, 1), (server.GetStats().Events, server.GetStats().Of("/hook", "pre_tool"), server.GetStats().Of("/hook", "batch")));
        Assert.Equal(["43/hook,5[]"], answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Duplicates_SameEventIdOverSeveralConnections_CountOnceAndAreAllAcknowledged()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions());
        await using RawClient first = await RawClient.JoinAsync(server.Url, "/");
        await using RawClient second = await RawClient.JoinAsync(server.Url, "/");

        await first.SendTextAsync("421[\"a\",{\"n\":1,\"event_id\":\"0123456789abcdef-1\"}]");
        await first.SendTextAsync("422[\"a\",{\"n\":1,\"event_id\":\"0123456789abcdef-1\"}]");
        IReadOnlyList<ReceivedFrame> answers = await first.SyncAsync();
        await second.SendTextAsync("42[\"a\",{\"n\":1,\"event_id\":\"0123456789abcdef-1\"}]");
        await second.SendTextAsync("42[\"a\",{\"n\":2,\"event_id\":\"0123456789abcdef-2\"}]");
        await second.SendTextAsync("42[\"a\",{\"n\":2}]");
        await second.SendTextAsync("42[\"a\",{\"n\":2}]");
        await second.SyncAsync();

        Assert.Equal(["431[]", "432[]"], answers.Select(answer => answer.Text));
        Assert.Equal((4, 2), (server.GetStats().Events, server.GetStats().Duplicates));
    }

    [Fact]
    public async Task Duplicates_EventIdOfTheApplicationsOwn_AreEventsLikeOthers()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions());
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        for (int i = 1; i <= 3; i++)
        {
            await client.SendTextAsync($"42{i}[\"logon\",{{\"event_id\":\"4624\",\"user\":{i}}}]");
        }

        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();

        Assert.Equal(["431[]", "432[]", "433[]"], answers.Select(answer => answer.Text));
        Assert.Equal((3, 0), (server.GetStats().Events, server.GetStats().Duplicates));
        Assert.Equal(3, server.Collector.Store!.GetStats().Events);
    }

    [Fact]
    public async Task Duplicates_ReadThatEndsInABadPacket_KeepsTheEventsBeforeIt()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions());
        await using RawClient first = await RawClient.JoinAsync(server.Url, "/");

        byte[] events = [.. RawClient.TextFrame(Event(1)), .. RawClient.TextFrame(Event(2))];
        await first.SendRawAsync((byte[])[.. events, .. RawClient.TextFrame("42{")]);
        Assert.Equal(WebSocketOpcode.Close, (await first.ReceiveAsync()).Opcode);
        await using RawClient second = await RawClient.JoinAsync(server.Url, "/");
        await second.SendRawAsync(events);
        await second.SyncAsync();

        Assert.Equal((2, 2), (server.GetStats().Events, server.GetStats().Duplicates));
        Assert.Equal(2, server.Collector.Store!.GetStats().Events);

        static string Event(int n) => $"42[\"pay\",{{\"n\":{n},\"event_id\":\"0123456789abcdef-{n}\"}}]";
    }

    /// <summary>The emitter has a new connection while its old one's last read is still at work.</summary>
    [Fact]
    public async Task Duplicates_FirstCopyHasNotReachedTheLog_WaitsForIt()
    {
        using SemaphoreSlim handling = new(0);
        using ManualResetEventSlim go = new();
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            OnEvent = (in received) =>
        {
            handling.Release();
            go.Wait(Cancellation);
        }
        });
        await using RawClient first = await RawClient.JoinAsync(server.Url, "/");
        await using RawClient second = await RawClient.JoinAsync(server.Url, "/");
        const string packet = "421[\"pay\",{\"event_id\":\"0123456789abcdef-1\"}]";

        await first.SendTextAsync(packet);
        await handling.WaitAsync(Cancellation);
        await second.SendTextAsync(packet);
        Task<ReceivedFrame> answer = second.ReceiveAsync();
        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(50, Cancellation)));
        go.Set();

        Assert.Equal("431[]", (await answer).Text);
        Assert.Equal((1, 1), (server.GetStats().Events, server.GetStats().Duplicates));
        Assert.Equal(1, server.Collector.Store!.GetStats().Events);
    }

    /// <summary>Better twice than lost. What comes meanwhile must not make the wait longer.</summary>
    [Fact]
    public async Task Duplicates_FirstCopyNeverReachesTheLog_TheSecondIsTakenAfterItsTimeWhateverElseComes()
    {
        ManualTimeProvider clock = new();
        using SemaphoreSlim handling = new(0);
        using ManualResetEventSlim go = new();
        bool isFirst = true;
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            TimeProvider = clock,
            PingInterval = TimeSpan.FromHours(1),
            OnEvent = (in received) =>
            {
                if (received.Name.SequenceEqual("pay"u8) && isFirst)
                {
                    isFirst = false;
                    handling.Release();
                    go.Wait(Cancellation);
                }
            },
        });
        await using RawClient first = await RawClient.JoinAsync(server.Url, "/");
        await using RawClient second = await RawClient.JoinAsync(server.Url, "/");
        await using RawClient third = await RawClient.JoinAsync(server.Url, "/");
        const string packet = "421[\"pay\",{\"event_id\":\"0123456789abcdef-1\"}]";
        await first.SendTextAsync(packet);
        await handling.WaitAsync(Cancellation);
        await second.SendTextAsync(packet);
        Task<ReceivedFrame> answer = second.ReceiveAsync();

        for (int i = 0; !answer.IsCompleted && i < 3000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await third.SendTextAsync($"42[\"other\",{{\"event_id\":\"fedcba9876543210-{i}\"}}]");
            await third.SyncAsync();
            await Task.Delay(1, Cancellation);
        }

        Assert.True(answer.IsCompleted);
        Assert.Equal("431[]", (await answer).Text);
        Assert.Equal(0, server.GetStats().Duplicates);
        go.Set();
    }

    [Fact]
    public async Task Duplicates_WindowOff_AreEventsLikeOthers()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions { DuplicateWindow = 0 });
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");

        await client.SendTextAsync("42[\"a\",{\"event_id\":\"0123456789abcdef-1\"}]");
        await client.SendTextAsync("42[\"a\",{\"event_id\":\"0123456789abcdef-1\"}]");
        await client.SyncAsync();

        Assert.Equal((2, 0), (server.GetStats().Events, server.GetStats().Duplicates));
    }

    [Fact]
    public async Task MaxConnections_OneMore_IsRefusedUntilOneLeaves()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions { MaxConnections = 2 });
        using PollingClient polling = await PollingClient.OpenAsync(server.Url);
        await using RawClient webSocket = await RawClient.JoinAsync(server.Url, "/");

        await using RawClient refused = await RawClient.RequestAsync(server.Url);
        (HttpStatusCode status, _) = await PollingClient.RequestAsync(server.Url, HttpMethod.Get, PollingClient.Handshake);
        Assert.StartsWith("HTTP/1.1 503", refused.Response, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 2), (status, server.GetStats().RefusedRequests));

        await webSocket.DisposeAsync();
        await Expect.TrueAsync(() => server.GetStats().OpenConnections == 1);
        using PollingClient next = await PollingClient.OpenAsync(server.Url);
    }

    [Fact]
    public async Task Base64_AskedFor_AttachmentsComeAsText()
    {
        await using CollectorServer server = await StartAsync(new CollectorOptions
        {
            OnEvent = (in received) => received.Acknowledge("{\"_placeholder\":true,\"num\":0}"u8, new byte[] { 1, 2, 3, 4 }),
        });
        await using RawClient client = await RawClient.RequestAsync(server.Url, $"{RawClient.Handshake}&b64=1");
        await client.ReceiveAsync();
        await client.SendTextAsync("40");
        await client.ReceiveAsync();

        await client.SendTextAsync("427[\"a\"]");

        Assert.Equal("461-7[{\"_placeholder\":true,\"num\":0}]", (await client.ReceiveAsync()).Text);
        Assert.Equal("bAQIDBA==", (await client.ReceiveAsync()).Text);
    }

    private static Task<CollectorServer> StartAsync(CollectorOptions options)
    {
        options.Port = 0;
        return CollectorServer.StartAsync(options, Cancellation);
    }
}
