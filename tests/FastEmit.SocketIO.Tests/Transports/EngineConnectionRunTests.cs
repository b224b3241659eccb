using System.Text;
using FastEmit.FaultProxy;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

public sealed class EngineConnectionRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_PacketsOfEveryKind_AreDispatchedInOrder()
    {
        await using RawServer server = RawServer.Opening(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, "40{\"sid\":\"s\"}", token);
            await RawServer.SendTextAsync(stream, "2", token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Ping, "hi"u8.ToArray(), token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Pong, "12345678"u8.ToArray(), token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Binary, [1, 2, 3], token);
            await RawServer.SendTextAsync(stream, "bAQID", token);
            await RawServer.SendTextAsync(stream, "6", token);
            await RawServer.SendTextAsync(stream, "42[\"a\"]", token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Close, [0x03, 0xF1, (byte)'x'], token);
        });
        RecordingHandler handler = new();
        await using EngineConnection connection = await ConnectAsync(server);

        ConnectionClose close = await connection.RunAsync(handler, Cancel);

        Assert.Equal(
            ["message 0{\"sid\":\"s\"}", "heartbeat", "ping hi", "pong 12345678", "binary 010203", "binary 010203", "message 2[\"a\"]"],
            handler.Log);
        Assert.Equal(new ConnectionClose(DisconnectReason.TransportClose, 1009, "x", null), close);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a123")]
    [InlineData("{")]
    [InlineData("5")]
    [InlineData("0{}")]
    [InlineData("b!!")]
    public async Task RunAsync_UnknownEnginePacket_EndsAsParseError(string packet)
    {
        await using RawServer server = RawServer.Opening(
            async (stream, token) =>
            {
                await RawServer.SendTextAsync(stream, packet, token);
                await RawServer.ReadToEndAsync(stream, token);
            });
        await using EngineConnection connection = await ConnectAsync(server);

        ConnectionClose close = await connection.RunAsync(new RecordingHandler(), Cancel);

        Assert.Equal(DisconnectReason.ParseError, close.Reason);
        Assert.Equal(1002, close.CloseCode);
        Assert.NotNull(close.Detail);
    }

    [Fact]
    public async Task RunAsync_ConnectionEndsWithoutClose_IsTransportClose1006()
    {
        await using RawServer server = RawServer.Opening(static (_, _) => Task.CompletedTask);
        await using EngineConnection connection = await ConnectAsync(server);

        ConnectionClose close = await connection.RunAsync(new RecordingHandler(), Cancel);

        Assert.Equal(DisconnectReason.TransportClose, close.Reason);
        Assert.Equal(1006, close.CloseCode);
    }

    [Fact]
    public async Task RunAsync_NoPingWithinIntervalPlusTimeout_IsPingTimeoutAndNotBefore()
    {
        ManualTimeProvider clock = new();
        await using RawServer server = RawServer.Opening(static (stream, token) => RawServer.ReadToEndAsync(stream, token));
        await using EngineConnection connection = await ConnectAsync(server, clock);
        Task<ConnectionClose> run = connection.RunAsync(new RecordingHandler(), Cancel);

        clock.Advance(TimeSpan.FromSeconds(45) - TimeSpan.FromTicks(1));
        bool endedEarly = run.IsCompleted;
        clock.Advance(TimeSpan.FromTicks(1));
        ConnectionClose close = await run;

        Assert.False(endedEarly);
        Assert.Equal(DisconnectReason.PingTimeout, close.Reason);
        Assert.Contains("45 s", close.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_PingInTime_StartsThePatienceAnew()
    {
        ManualTimeProvider clock = new();
        TaskCompletionSource sendPing = new();
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            await sendPing.Task;
            await RawServer.SendTextAsync(stream, "2", token);
            await RawServer.SendTextAsync(stream, "42[\"behind the ping\"]", token);
            await RawServer.ReadToEndAsync(stream, token);
        });
        RecordingHandler handler = new();
        SignalingHandler signaling = new(handler);
        await using EngineConnection connection = await ConnectAsync(server, clock);
        Task<ConnectionClose> run = connection.RunAsync(signaling, Cancel);

        clock.Advance(TimeSpan.FromSeconds(40));
        sendPing.SetResult();
        await signaling.Message.WaitAsync(Cancel);
        clock.Advance(TimeSpan.FromSeconds(44));
        bool endedEarly = run.IsCompleted;
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(endedEarly);
        Assert.Equal(DisconnectReason.PingTimeout, (await run).Reason);
        Assert.Contains("heartbeat", handler.Log);
    }

    [Fact]
    public async Task Abort_WhileReadingAndWhileAFlushIsBlocked_EndsBoth()
    {
        await using RawServer server = RawServer.Opening(static (_, token) => Task.Delay(Timeout.Infinite, token));
        await using EngineConnection connection = await ConnectAsync(server);
        Task<ConnectionClose> run = connection.RunAsync(new RecordingHandler(), Cancel);
        Task blocked = WriteUntilBlockedAsync(connection);

        // The server reads nothing: sooner or later the loop above waits for the network.
        connection.Abort();
        connection.Abort();

        Assert.Equal(DisconnectReason.ForcedClose, (await run).Reason);
        await Assert.ThrowsAnyAsync<Exception>(() => blocked);
    }

    [Fact]
    public async Task CloseAsync_PeerAnswers_SendsTheCodeAndEndsTheReadLoop()
    {
        TaskCompletionSource<byte[]> received = new();
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            byte[] frame = new byte[8];
            await stream.ReadExactlyAsync(frame, token);
            received.SetResult(frame);
            await RawServer.SendAsync(stream, WebSocketOpcode.Close, [0x03, 0xE8], token);
        });
        await using EngineConnection connection = await ConnectAsync(server);
        Task<ConnectionClose> run = connection.RunAsync(new RecordingHandler(), Cancel);

        await connection.CloseAsync(TimeSpan.FromSeconds(30));

        byte[] frame = await received.Task;
        Assert.Equal(0x88, frame[0]);
        Assert.Equal(0x82, frame[1]);
        FrameMask.Apply(frame.AsSpan(6), BitConverter.ToUInt32(frame, 2));
        Assert.Equal([0x03, 0xE8], frame[6..]);
        ConnectionClose close = await run;
        Assert.Equal(DisconnectReason.ForcedClose, close.Reason);
        Assert.Equal(1000, close.CloseCode);
    }

    [Fact]
    public async Task CloseAsync_PeerIsSilent_ReturnsAtTheBound()
    {
        ManualTimeProvider clock = new();
        await using RawServer server = RawServer.Opening(static (_, token) => Task.Delay(Timeout.Infinite, token));
        await using EngineConnection connection = await ConnectAsync(server, clock);
        Task<ConnectionClose> run = connection.RunAsync(new RecordingHandler(), Cancel);

        Task closing = connection.CloseAsync(TimeSpan.FromSeconds(2)).AsTask();
        clock.Advance(TimeSpan.FromSeconds(2));

        await closing;
        Assert.Equal(DisconnectReason.ForcedClose, (await run).Reason);
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsAsForcedClose()
    {
        await using RawServer server = RawServer.Opening(static (_, token) => Task.Delay(Timeout.Infinite, token));
        await using EngineConnection connection = await ConnectAsync(server);
        using CancellationTokenSource cancel = new();
        Task<ConnectionClose> run = connection.RunAsync(new RecordingHandler(), cancel.Token);

        await cancel.CancelAsync();

        Assert.Equal(DisconnectReason.ForcedClose, (await run).Reason);
    }

    private static Task<EngineConnection> ConnectAsync(RawServer server, TimeProvider? clock = null) =>
        EngineConnection.ConnectAsync(
            new EngineConnectionOptions { Url = server.Url, TimeProvider = clock ?? TimeProvider.System }, Cancel);

    private static async Task WriteUntilBlockedAsync(EngineConnection connection)
    {
        byte[] packet = Encoding.UTF8.GetBytes("42[\"" + new string('x', 60_000) + "\"]");
        while (true)
        {
            Span<byte> span = connection.Output.GetSpan(FrameWriter.MaskedLength(packet.Length));
            connection.Output.Advance(FrameWriter.WriteMasked(span, WebSocketOpcode.Text, packet, connection.MaskKeys.Next()));
            await connection.Output.FlushAsync(Cancel);
        }
    }
}
