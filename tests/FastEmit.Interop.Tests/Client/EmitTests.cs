using System.Buffers;
using System.Text.Json;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class EmitTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("てすと")]
    [InlineData("Я Б Г Д Ж Й")]
    [InlineData("Ä ä Ü ü ß")]
    [InlineData("utf8 — string 💡")]
    [InlineData("\u2028\u2029\ufeff\u0000")]
    public async Task EmitAsync_Utf8Text_ComesBackAsItWas(string text)
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        Assert.Equal(text, await socket.EmitWithAckAsync("echo", text, TestJson.Default.String, TestJson.Default.String, null, Cancel));
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("disconnecting")]
    [InlineData("newListener")]
    [InlineData("removeListener")]
    public async Task EmitAsync_ReservedName_Throws(string name)
    {
        await using SocketIOConnection connection = new("http://localhost:1");

        await Assert.ThrowsAsync<ArgumentException>(async () => await connection.Socket().EmitAsync(name));
    }

    [Fact]
    public async Task EmitAsync_BeforeConnect_ArrivesInOrderAfterIt()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        string key = Guid.NewGuid().ToString();
        for (int i = 0; i < 50; i++)
        {
            await socket.EmitAsync("remember", key, i);
        }

        await socket.ConnectAsync(Cancel);
        await socket.EmitAsync("remember", key, 50);

        JsonElement seen = await socket.AskJsonAsync("attempts", $"\"{key}\"");
        Assert.Equal(Enumerable.Range(0, 51), seen.EnumerateArray().Select(static e => e.GetInt32()));
    }

    [Fact]
    public async Task EmitAsync_OfflineBufferFull_FollowsThePolicy()
    {
        await using SocketIOConnection connection = new("http://localhost:1");
        SocketIOSocketOptions small = new() { OfflineBufferBytes = 200 };
        SocketIOSocket newest = connection.Socket("/a", small);
        SocketIOSocket oldest = connection.Socket("/b", small with { OfflinePolicy = OfflinePolicy.DropOldest });
        SocketIOSocket throwing = connection.Socket("/c", small with { OfflinePolicy = OfflinePolicy.Throw });
        string text = new('x', 60);

        for (int i = 0; i < 5; i++)
        {
            await newest.EmitAsync("e", text);
            await oldest.EmitAsync("e", text);
        }

        Assert.Equal(3, newest.DroppedEvents);
        Assert.Equal(3, oldest.DroppedEvents);
        await throwing.EmitAsync("e", text);
        await throwing.EmitAsync("e", text);
        await Assert.ThrowsAsync<SocketIOBufferFullException>(async () => await throwing.EmitAsync("e", text));
    }

    [Fact]
    public async Task EmitAsync_OverMaxPayload_ThrowsAndTheConnectionLives()
    {
        await using NodeServer small = await ClientServer.StartAsync(new NodeServerOptions { MaxHttpBufferSize = 1000 });
        await using SocketIOConnection connection = new(small.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string fits = new('x', 1000 - "420[\"echo\",\"\"]".Length);

        // One byte of the ack's id: 1,000 bytes are taken, 1,001 would close the connection.
        string answer = await socket.EmitWithAckAsync("echo", fits, TestJson.Default.String, TestJson.Default.String, null, Cancel);
        SocketIOPacketTooLargeException exception = await Assert.ThrowsAsync<SocketIOPacketTooLargeException>(
            async () => await socket.EmitWithAckAsync("echo", fits + "x", TestJson.Default.String, TestJson.Default.String, null, Cancel));
        await Assert.ThrowsAsync<SocketIOPacketTooLargeException>(async () => await socket.EmitAsync("echo", new byte[1001]));

        Assert.Equal(fits, answer);
        Assert.Equal((1001, 1000), (exception.Size, exception.MaxPayload));
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task EmitAsync_VolatileWhileNotConnected_IsDropped()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        string key = Guid.NewGuid().ToString();

        await socket.EmitAsync(EmitOptions.Volatile, "remember", key, 1);
        await socket.ConnectAsync(Cancel);

        Assert.Equal("0", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task EmitAsync_VolatileWhileConnected_Arrives()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string key = Guid.NewGuid().ToString();

        await socket.EmitAsync(EmitOptions.Volatile, "remember", key, 1);
        await socket.EmitAsync(EmitOptions.Volatile, "remember", key, 2);

        Assert.Equal("[1,2]", (await socket.AskJsonAsync("attempts", $"\"{key}\"")).GetRawText());
    }

    [Fact]
    public async Task EmitAsync_BinaryOfEveryKind_ArrivesAsBuffers()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        ReadOnlySequence<byte> sequence = new(new byte[] { 4, 5 });

        SocketIOAck ack = await socket.EmitWithAckAsync(
            "describe", new byte[] { 1 }, new ReadOnlyMemory<byte>([2, 3]), sequence, Array.Empty<byte>(), "text");

        Assert.Equal(
            """[{"buffer":"01"},{"buffer":"0203"},{"buffer":"0405"},{"buffer":""},"text"]""",
            JsonElement.Parse(ack.Json.Span)[0].GetRawText());
    }

    [Fact]
    public async Task EmitAsync_BytesInsideATypedPayload_ArriveAsBuffers()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        NestedBinary payload = new("hi", new NestedBinary.Inner(new SocketIOBinary(new byte[] { 9, 8 }), new NestedBinary.Innermost([7])));

        NestedBinary echoed = await socket.EmitWithAckAsync(
            "echo", payload, TestJson.Default.NestedBinary, TestJson.Default.NestedBinary, null, Cancel);

        Assert.Equal([9, 8], echoed.B.Why.Bytes.ToArray());
        Assert.Equal([7], echoed.B.C.D);
        Assert.Equal("hi", echoed.A);
    }

    [Fact]
    public async Task EmitAsync_BinaryAndTextFromManyThreads_NeverMixes()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await Parallel.ForAsync(0, 400, Cancel, async (i, token) =>
        {
            byte[] bytes = new byte[1 + (i * 7 % 300)];
            Array.Fill(bytes, (byte)i);
            SocketIOAck ack = await socket.EmitWithAckAsync("describe", [bytes, i, bytes], timeout: null, token);
            string hex = Convert.ToHexStringLower(bytes);
            Assert.Equal($$"""[{"buffer":"{{hex}}"},{{i}},{"buffer":"{{hex}}"}]""", JsonElement.Parse(ack.Json.Span)[0].GetRawText());
        });
    }

    [Fact]
    public async Task EmitAsync_EightThreadsAThousandLargeEventsEach_AllArriveIntact()
    {
        using TemporaryFile log = new();
        await using NodeServer node = await NodeServer.StartAsync(new NodeServerOptions { Log = log.Path });
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        const int threads = 8;
        const int each = 1000;
        string filler = new('x', 20_000);

        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(
            async () =>
            {
                for (int i = 0; i < each; i++)
                {
                    await socket.EmitAsync("large", (thread * each) + i, filler);
                }
            },
            Cancel)));
        while ((await node.GetCountsAsync()).Events < threads * each)
        {
            Cancel.ThrowIfCancellationRequested();
        }

        IReadOnlyList<LoggedEvent> events = node.ReadLog();
        Assert.Equal(threads * each, events.Count);
        Assert.All(events, e => Assert.Equal(filler.Length, e.Arguments[2].GetString()!.Length));
        for (int thread = 0; thread < threads; thread++)
        {
            IEnumerable<int> own = events.Select(static e => e.Data.GetInt32()).Where(n => n / each == thread);
            Assert.Equal(Enumerable.Range(thread * each, each), own);
        }
    }

    [Fact]
    public async Task OnAnyOutgoing_EveryEmit_IsSeenWithItsArguments()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        List<string> seen = [];
        IDisposable listener = socket.OnAnyOutgoing((in SocketIOEvent sent) => seen.Add(sent.ToString()));
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync("one", 1, "x");
        await socket.AskTextAsync("id");
        listener.Dispose();
        await socket.EmitAsync("two");

        Assert.Equal(["""["one",1,"x"]""", """["id"]"""], seen);
    }

    /// <summary>What gathers while a write is under way leaves with the next. A write for each frame gives thousands of segments.</summary>
    [Fact]
    public async Task EmitAsync_FasterThanTheNetworkTakesThem_ManyFramesLeaveInOneWrite()
    {
        const int events = 20_000;
        await using Servers.NodeServer node = await ClientServer.StartAsync(new Servers.NodeServerOptions());
        await using FaultProxy.TcpFaultProxy proxy = FaultProxy.TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        long before = proxy.WritesToServer;

        for (int i = 0; i < events; i++)
        {
            await socket.EmitJsonAsync("never ack", "{\"a\":1,\"b\":\"text\"}"u8, EmitOptions.None, Cancel);
        }

        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
        Assert.InRange(proxy.WritesToServer - before, 1, events / 40);
    }
}
