using System.Text;
using FastEmit.Collector.Tests.Clients;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Sessions;

public sealed class CollectorSessionTests : IAsyncLifetime
{
    private readonly List<string> _handled = [];
    private CollectorServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await CollectorServer.StartAsync(new CollectorOptions
    {
        Port = 0,
        MaxPayload = 1000,
        OnEvent = (in received) =>
        {
            lock (_handled)
            {
                _handled.Add($"{Text(received.Namespace)} {Text(received.Name)} {Text(received.Data)} {received.Attachments}");
            }

            if (received.Name.SequenceEqual("throw"u8))
            {
                throw new InvalidOperationException();
            }
        },
    });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Event_SeveralNamespacesAndNames_CountsAndHandlesEachInOrder()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/", "/hook", "/log");

        await client.SendTextAsync("42[\"a\",{\"n\":1}]");
        await client.SendTextAsync("42/hook,[\"a\",{\"n\":2}]");
        await client.SendTextAsync("42/hook,[\"b\"]");
        await client.SendTextAsync("42/log,[\"a\",1,\"x\",[2]]");
        await client.SendTextAsync("42[ \"a\" , 7 ]");
        await client.SendTextAsync("42[5,null]");
        await client.SyncAsync();

        CollectorStats stats = _server.GetStats();
        Assert.Equal(6, stats.Events);
        Assert.Equal((2, 1, 1, 1, 1), (stats.Of("/", "a"), stats.Of("/hook", "a"), stats.Of("/hook", "b"), stats.Of("/log", "a"), stats.Of("/", "5")));
        Assert.Equal(["/ a {\"n\":1} 0", "/hook a {\"n\":2} 0", "/hook b  0", "/log a 1,\"x\",[2] 0", "/ a 7 0", "/ 5 null 0"], _handled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_OddPayloads_FailsAloneAtMost(bool validatesJson)
    {
        await using CollectorServer server = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, ValidatesJson = validatesJson }, TestContext.Current.CancellationToken);
        await using RawClient client = await RawClient.JoinAsync(server.Url, "/");
        string deep = new string('[', 70) + new string(']', 70);
        string tooDeep = new string('[', 1500) + new string(']', 1500);

        await client.SendTextAsync("42[\"before\",{\"event_id\":\"1\"}]");
        await client.SendTextAsync("""42["\ud800",{"\udc00":1,"event_id":"2"}]""");
        await client.SendTextAsync($"421[\"deep\",{deep}]");
        await client.SendTextAsync("""451-["late",{"\ud83d":2,"num":0,"_placeholder":true}]""");
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1]));
        await client.SendTextAsync($"451-[\"bad\",{{\"_placeholder\":true,\"num\":0}},{tooDeep}]");
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1]));
        await client.SendTextAsync("42[\"after\"]");
        await client.SyncAsync();

        CollectorStats stats = server.GetStats();
        Assert.Equal((5, 1, 0), (stats.Events, stats.RefusedEvents, stats.ProtocolErrors));
        Assert.Equal((1, 1, 1, 1), (stats.Of("/", "\ud800"), stats.Of("/", "deep"), stats.Of("/", "late"), stats.Of("/", "after")));
    }

    [Fact]
    public async Task Event_BytesInEverySplit_CountsEachOnce()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/hook");
        byte[] frames = [.. RawClient.TextFrame("42/hook,[\"é\",\"…\"]"), .. RawClient.PingFrame("p"), .. RawClient.TextFrame($"42/hook,[\"b\",\"{new string('x', 300)}\"]")];

        foreach (byte one in frames)
        {
            await client.SendRawAsync(new[] { one });
        }

        await client.SyncAsync();

        Assert.Equal((2, 1, 1), (_server.GetStats().Events, _server.GetStats().Of("/hook", "é"), _server.GetStats().Of("/hook", "b")));
    }

    [Fact]
    public async Task Event_Fragmented_CountsOnceAndLetsControlFramesBetween()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        byte[] first = RawClient.TextFrame("42[\"a\",");
        first[0] &= 0x7F; // not final
        byte[] last = RawClient.Frame(WebSocketOpcode.Continuation, "1]"u8);

        await client.SendRawAsync(first);
        await client.SyncAsync();
        Assert.Equal(0, _server.GetStats().Events);
        await client.SendRawAsync(last);
        await client.SyncAsync();

        Assert.Equal(["/ a 1 0"], _handled);
    }

    [Fact]
    public async Task Event_WithId_IsAcknowledgedInItsNamespace()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/", "/hook");

        await client.SendTextAsync("4212[\"a\"]");
        await client.SendTextAsync("42/hook,0[\"a\"]");
        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();

        Assert.Equal(["4312[]", "43/hook,0[]"], answers.Select(answer => answer.Text));
    }

    [Fact]
    public async Task Event_HandlerThrows_IsCountedAndTheConnectionGoesOn()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("42[\"throw\"]");
        await client.SendTextAsync("42[\"a\"]");
        await client.SyncAsync();

        Assert.Equal((2, 1), (_server.GetStats().Events, _server.GetStats().HandlerErrors));
    }

    [Fact]
    public async Task BinaryEvent_AllAttachmentsArrived_CountsOnceAndAcknowledges()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        const string header = "452-7[\"file\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";

        await client.SendTextAsync(header);
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, new byte[10]));
        Assert.Empty(await client.SyncAsync());
        Assert.Equal(0, _server.GetStats().Events);
        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, []));
        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();

        Assert.Equal(["437[]"], answers.Select(answer => answer.Text));
        Assert.Equal(1, _server.GetStats().Of("/", "file"));
        Assert.EndsWith(" 2", _handled.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ping_BehindEvents_IsAnsweredAfterTheyAreCounted()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        byte[] chunk = [.. Enumerable.Range(0, 500).SelectMany(_ => RawClient.TextFrame("42[\"a\"]")), .. RawClient.PingFrame("12345678")];

        for (int round = 1; round <= 20; round++)
        {
            await client.SendRawAsync(chunk);
            ReceivedFrame pong = await client.ReceiveAsync();

            Assert.Equal((WebSocketOpcode.Pong, "12345678"), (pong.Opcode, pong.Text));
            Assert.Equal(500 * round, _server.GetStats().Events);
        }
    }

    [Fact]
    public async Task Ping_SeveralInOneRead_AnswersTheLastAndNeverAnEarlierOneLater()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        byte[] pings = [.. RawClient.PingFrame("1"), .. RawClient.TextFrame("421[\"a\"]"), .. RawClient.PingFrame("2"), .. RawClient.PingFrame("3")];

        await client.SendRawAsync(pings);
        List<string> answers = [];
        while (answers is not [.., "3"])
        {
            answers.Add((await client.ReceiveAsync()).Text);
        }

        Assert.Equal(answers.Order(), answers.Where(answer => answer != "431[]").Append("431[]").Order());
        Assert.True(answers.IndexOf("431[]") < answers.IndexOf("3"));
        Assert.Equal(answers.Where(answer => answer.Length == 1).Order(), answers.Where(answer => answer.Length == 1));
        Assert.Empty(await client.SyncAsync());
    }

    [Fact]
    public async Task Disconnect_OneNamespace_KeepsTheOthersAndMayBeJoinedAgain()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/a", "/b");

        await client.SendTextAsync("41/a,");
        await client.SendTextAsync("42/b,[\"x\"]");
        await client.SendTextAsync("40/a,{\"token\":1}");
        IReadOnlyList<ReceivedFrame> answers = await client.SyncAsync();
        await client.SendTextAsync("42/a,[\"x\"]");
        await client.SyncAsync();

        Assert.StartsWith("40/a,{\"sid\":\"", answers.Single().Text, StringComparison.Ordinal);
        Assert.Equal((1, 1), (_server.GetStats().Of("/a", "x"), _server.GetStats().Of("/b", "x")));
    }

    [Theory]
    [InlineData("42/other,[\"a\"]")] // not joined
    [InlineData("40")] // joined already
    [InlineData("41/other")]
    [InlineData("41/,{}")]
    [InlineData("42[\"some\",\"data\"")]
    [InlineData("42[\"some\",\"data\",]")]
    [InlineData("42[\"some\",data]")]
    [InlineData("40/admin,\"invalid\"")]
    [InlineData("40/admin,[]")]
    [InlineData("42/admin,{}")]
    [InlineData("42[{\"toString\":\"foo\"}]")]
    [InlineData("42[true,\"foo\"]")]
    [InlineData("42[null,\"bar\"]")]
    [InlineData("42[\"connect\"]")]
    [InlineData("42[\"disconnect\",\"123\"]")]
    [InlineData("42")]
    [InlineData("44{\"message\":\"x\"}")]
    [InlineData("45")]
    [InlineData("451")]
    [InlineData("45a-")]
    [InlineData("451.23-")]
    [InlineData("450-[\"a\"]")]
    [InlineData("4511-[\"a\"]")]
    [InlineData("451-[\"a\",{\"_placeholder\":true,\"num\":\"splice\"}]")]
    [InlineData("451-[\"a\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("4999")]
    [InlineData("4")]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0{}")]
    [InlineData("3probe")]
    [InlineData("5")]
    [InlineData("a123")]
    [InlineData("{")]
    public async Task Text_AgainstTheRules_ClosesWithAReasonAndCountsOneError(string message)
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync(message);
        await client.SendTextAsync("42[\"late\"]");
        ReceivedFrame close = await client.ReceiveAsync();

        Assert.Equal((WebSocketOpcode.Close, CloseCode.PolicyViolation), (close.Opcode, close.CloseCode));
        Assert.NotEmpty(close.Text);
        Assert.Equal((0, 1), (_server.GetStats().Events, _server.GetStats().ProtocolErrors));
        client.ShutdownSend();
        Assert.True((await client.ReceiveAsync()).IsEnd);
    }

    [Fact]
    public async Task Event_BeforeConnect_ClosesTheConnection()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url);

        await client.SendTextAsync("42[\"a\"]");

        Assert.Equal(CloseCode.PolicyViolation, (await client.ReceiveAsync()).CloseCode);
    }

    [Fact]
    public async Task Binary_NotAnnounced_ClosesTheConnection()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Binary, [1, 2, 3]));

        Assert.Equal(CloseCode.PolicyViolation, (await client.ReceiveAsync()).CloseCode);
    }

    [Fact]
    public async Task Text_WhereAnAttachmentIsDue_ClosesTheConnection()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("451-[\"a\",{\"_placeholder\":true,\"num\":0}]");
        await client.SendTextAsync("42[\"a\"]");

        Assert.Equal(CloseCode.PolicyViolation, (await client.ReceiveAsync()).CloseCode);
    }

    [Fact]
    public async Task Message_AtAndOverTheLimit_IsTakenAndClosesWith1009()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");
        string Packet(int bytes) => $"42[\"a\",\"{new string('x', bytes - 10)}\"]";

        await client.SendTextAsync(Packet(1000));
        await client.SyncAsync();
        Assert.Equal(1, _server.GetStats().Events);
        await client.SendTextAsync(Packet(1001));

        Assert.Equal(CloseCode.MessageTooBig, (await client.ReceiveAsync()).CloseCode);
    }

    public static TheoryData<string, byte[], int> BadFrames { get; } = new()
    {
        { "not masked", [0x81, 0x02, (byte)'4', (byte)'2'], CloseCode.ProtocolError },
        { "reserved bit", [0xC1, 0x80, 1, 2, 3, 4], CloseCode.ProtocolError },
        { "reserved opcode", [0x83, 0x80, 1, 2, 3, 4], CloseCode.ProtocolError },
        { "not UTF-8", RawClient.Frame(WebSocketOpcode.Text, [(byte)'4', 0xFF]), CloseCode.InvalidPayload },
        { "continues nothing", RawClient.Frame(WebSocketOpcode.Continuation, [1]), CloseCode.ProtocolError },
    };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task Frame_AgainstTheRfc_ClosesWithItsCode(string what, byte[] frame, int code)
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendRawAsync(frame);

        Assert.True(code == (await client.ReceiveAsync()).CloseCode, what);
    }

    [Fact]
    public async Task Close_ByTheClient_IsEchoedAndTheServerClosesFirst()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendRawAsync(RawClient.Frame(WebSocketOpcode.Close, [0x03, 0xE8, (byte)'x']));

        ReceivedFrame echo = await client.ReceiveAsync();
        Assert.Equal((WebSocketOpcode.Close, CloseCode.Normal), (echo.Opcode, echo.CloseCode));
        Assert.True((await client.ReceiveAsync()).IsEnd);
        Assert.Equal(0, _server.GetStats().ProtocolErrors);
    }

    [Fact]
    public async Task EngineClose_ByTheClient_ClosesNormally()
    {
        await using RawClient client = await RawClient.JoinAsync(_server.Url, "/");

        await client.SendTextAsync("1");

        Assert.Equal(CloseCode.Normal, (await client.ReceiveAsync()).CloseCode);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
