using FastEmit.FaultProxy;
using FastEmit.Interop.Tests.Servers;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

/// <summary>The official server behind a proxy that breaks the network: each fault ends in its documented state within its bound.</summary>
public sealed class NetworkFaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FinOrReset_IsTransportCloseAndReconnects(bool reset)
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = NewConnection(proxy);
        SocketIOSocket socket = connection.Socket();
        Expect<ConnectionClosedEventArgs> lost = new("the loss");
        socket.Disconnected += (_, close) => lost.Set(close);
        await socket.ConnectAsync(Cancel);

        if (reset)
        {
            proxy.ResetAll();
        }
        else
        {
            proxy.CutAll();
        }

        ConnectionClosedEventArgs close = await lost.Async();
        Assert.Equal((DisconnectReason.TransportClose, 1006), (close.Reason, close.CloseCode));
        await socket.ConnectAsync(Cancel);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task CutWithoutFin_IsPingTimeoutWithinIntervalPlusTimeout()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { PingInterval = 500, PingTimeout = 1000 });
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = NewConnection(proxy);
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> lost = new("the loss");
        socket.Disconnected += (_, close) => lost.Set(close.Reason);
        await socket.ConnectAsync(Cancel);
        long start = TimeProvider.System.GetTimestamp();

        proxy.BlackHoleAll();

        Assert.Equal(DisconnectReason.PingTimeout, await lost.Async());
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.5, 8);
        await socket.ConnectAsync(Cancel);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task NetworkTakesNoBytes_IsWriteTimeoutWithinItsBound()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{proxy.Port}", ClientServer.Quick with { WriteTimeout = TimeSpan.FromSeconds(1) });
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> lost = new("the loss");
        socket.Disconnected += (_, close) => lost.Set(close.Reason);
        await socket.ConnectAsync(Cancel);
        proxy.BlackHoleAll();
        string large = new('x', 900_000);
        long start = TimeProvider.System.GetTimestamp();

        // 36 MB: more than the send buffer and both sockets' buffers take.
        Task emitting = Task.Run(
            async () =>
            {
                for (int i = 0; i < 40 && !lost.HasHappened; i++)
                {
                    await socket.EmitAsync("echo", large);
                }
            },
            Cancel);

        Assert.Equal(DisconnectReason.WriteTimeout, await lost.Async());
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.9, 10);
        await emitting;
    }

    [Fact]
    public async Task SlicedIntoSingleBytes_EverythingArrivesIntact()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        proxy.ToClient = proxy.ToServer = new LinkConditions { SliceBytes = 1 };
        await using SocketIOConnection connection = NewConnection(proxy);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        string text = string.Concat(Enumerable.Range(0, 100).Select(static i => $"ü{i}"));

        Assert.Equal(text, await socket.EmitWithAckAsync("echo", text, TestJson.Default.String, TestJson.Default.String, null, Cancel));
        SocketIOAck ack = await socket.EmitWithAckAsync("describe", new byte[] { 1, 2, 3 });
        Assert.Contains("010203", System.Text.Encoding.UTF8.GetString(ack.Json.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latency_ManyAcksAtOnce_OverlapInOneRoundTrip()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions());
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = NewConnection(proxy);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        proxy.ToClient = proxy.ToServer = new LinkConditions { Delay = TimeSpan.FromMilliseconds(200) };
        long start = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => socket.AskTextAsync("id")));

        // 100 round trips of 0.4 s one after the other would be 40 s.
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.39, 10);
    }

    [Fact]
    public async Task NarrowLink_HeartbeatsSurviveABacklog()
    {
        await using NodeServer node = await ClientServer.StartAsync(new NodeServerOptions { PingInterval = 500, PingTimeout = 4000 });
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(node.Port);
        await using SocketIOConnection connection = NewConnection(proxy);
        SocketIOSocket socket = connection.Socket();
        Expect<DisconnectReason> lost = new("a loss");
        socket.Disconnected += (_, close) => lost.Set(close.Reason);
        await socket.ConnectAsync(Cancel);
        proxy.ToServer = new LinkConditions { BytesPerSecond = 400_000 };
        string text = new('x', 10_000);

        for (int i = 0; i < 100; i++)
        {
            await socket.EmitAsync("never ack", text);
        }

        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
        Assert.False(lost.HasHappened);
    }

    [Fact]
    public async Task ServerAcceptsAndNeverAnswers_IsATimeoutWithinTheConnectTimeout()
    {
        await using TcpFaultProxy proxy = TcpFaultProxy.Start(LoopbackPort.Reserve());
        proxy.LeavesConnectionsUnanswered = true;
        await using SocketIOConnection connection = new(
            $"http://127.0.0.1:{proxy.Port}",
            new SocketIOConnectionOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300), Reconnection = false });

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Equal(ConnectFailure.Timeout, exception.Failure);
    }

    private static SocketIOConnection NewConnection(TcpFaultProxy proxy) => new($"http://127.0.0.1:{proxy.Port}", ClientServer.Quick);
}
