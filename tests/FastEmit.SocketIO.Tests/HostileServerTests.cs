using System.Buffers.Binary;
using System.Text;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

public sealed class HostileServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""42["some","data" """, "JSON")]
    [InlineData("""40/admin,"invalid" """, "CONNECT")]
    [InlineData("40[]", "CONNECT")]
    [InlineData("41/admin,{}", "DISCONNECT")]
    [InlineData("""42/admin,"invalid""", "not an array")]
    [InlineData("42/admin,{}", "not an array")]
    [InlineData("""42[{"toString":"foo"}]""", "neither a string nor a number")]
    [InlineData("""42[true,"foo"]""", "neither a string nor a number")]
    [InlineData("""42[null,"bar"]""", "neither a string nor a number")]
    [InlineData("""42["connect"]""", "reserved")]
    [InlineData("""42["disconnect","123"]""", "reserved")]
    [InlineData("45", "attachments")]
    [InlineData("451", "attachments")]
    [InlineData("45a-", "attachments")]
    [InlineData("451.23-", "attachments")]
    [InlineData("450-", "attachments")]
    [InlineData("""4511-["a"]""", "more attachments")]
    [InlineData("""451-["a",{"_placeholder":true,"num":"splice"}]""", "placeholder")]
    [InlineData("""451-["a",{"_placeholder":true,"num":1}]""", "placeholder")]
    [InlineData("4999", "unknown packet type")]
    [InlineData("", "empty")]
    [InlineData("a123", "unknown type")]
    [InlineData("{", "unknown type")]
    public async Task InvalidPacket_ClosesWithCodeAndReason(string packet, string reason)
    {
        TaskCompletionSource<int> closeCode = new();
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, packet, token);
            (WebSocketOpcode opcode, byte[] payload) = await GrantingServer.ReadFrameAsync(stream, token);
            closeCode.SetResult(opcode == WebSocketOpcode.Close ? BinaryPrimitives.ReadUInt16BigEndian(payload) : -1);
        });

        ConnectionClosedEventArgs close = await RunUntilClosedAsync(server);

        Assert.Equal(DisconnectReason.ParseError, close.Reason);
        Assert.Contains(reason, close.Detail, StringComparison.Ordinal);
        Assert.Equal(1002, await closeCode.Task.WaitAsync(Cancel));
    }

    [Theory]
    [InlineData("C10161", 1002)]
    [InlineData("8101FF", 1007)]
    [InlineData("827F0000000010000001", 1009)]
    [InlineData("890100" + "8300", 1002)]
    public async Task InvalidFrame_ClosesWithTheCodeOfTheRule(string hex, int code)
    {
        TaskCompletionSource<int> closeCode = new();
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await stream.WriteAsync(Convert.FromHexString(hex), token);
            WebSocketOpcode opcode;
            byte[] payload;
            do
            {
                (opcode, payload) = await GrantingServer.ReadFrameAsync(stream, token);
            }
            while (opcode == WebSocketOpcode.Pong);
            closeCode.SetResult(BinaryPrimitives.ReadUInt16BigEndian(payload));
        });

        ConnectionClosedEventArgs close = await RunUntilClosedAsync(server);

        Assert.Equal((DisconnectReason.ParseError, code), (close.Reason, close.CloseCode));
        Assert.Equal(code, await closeCode.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task TextWhereAnAttachmentIsDue_IsAParseError()
    {
        await using RawServer server = GrantingServer.Start(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, """451-["a",{"_placeholder":true,"num":0}]""", token);
            await RawServer.SendTextAsync(stream, """42["b"]""", token);
            await GrantingServer.DrainAsync(stream, token);
        });

        Assert.Contains("attachment is due", (await RunUntilClosedAsync(server)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BinaryWithoutAHeader_IsAParseError()
    {
        await using RawServer server = GrantingServer.Start(static async (stream, token) =>
        {
            await RawServer.SendAsync(stream, WebSocketOpcode.Binary, [1, 2], token);
            await GrantingServer.DrainAsync(stream, token);
        });

        Assert.Contains("without a packet", (await RunUntilClosedAsync(server)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AttachmentsTooLargeTogether_AreAParseError()
    {
        await using RawServer server = GrantingServer.Start(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, """452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""", token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Binary, new byte[9 * 1024 * 1024], token);
            await RawServer.SendAsync(stream, WebSocketOpcode.Binary, new byte[9 * 1024 * 1024], token);
            await GrantingServer.DrainAsync(stream, token);
        });

        Assert.Contains("together", (await RunUntilClosedAsync(server)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectReplyWithoutSid_IsAVersionTwoServer()
    {
        await using RawServer server = RawServer.Opening(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, "40", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });

        SocketIOConnectException exception =
            await Assert.ThrowsAsync<SocketIOConnectException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Equal(ConnectFailure.UnsupportedVersion, exception.Failure);
        Assert.Contains("v2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AckWithAnUnknownId_IsIgnored()
    {
        await using RawServer server = GrantingServer.Start(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, "4399[1]", token);
            await RawServer.SendTextAsync(stream, "42[\"after\"]", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        TaskCompletionSource after = new();
        connection.Socket().On("after", (in SocketIOEvent _) => after.TrySetResult());

        await connection.Socket().ConnectAsync(Cancel);

        await after.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Base64TextAttachment_IsTakenAsBinary()
    {
        await using RawServer server = GrantingServer.Start(static async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, """451-["a",{"_placeholder":true,"num":0}]""", token);
            await RawServer.SendTextAsync(stream, "bAQIDBA==", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        TaskCompletionSource<byte[]> received = new();
        connection.Socket().On("a", (in SocketIOEvent e) => received.TrySetResult(e.GetAttachment(0).ToArray()));

        await connection.Socket().ConnectAsync(Cancel);

        Assert.Equal([1, 2, 3, 4], await received.Task.WaitAsync(Cancel));
    }

    [Fact]
    public async Task EngineIOPing_IsAnsweredBeforeWhatWaits()
    {
        TaskCompletionSource<string> answer = new();
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, "2", token);
            answer.SetResult(Encoding.UTF8.GetString((await GrantingServer.ReadFrameAsync(stream, token)).Payload));
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });

        await connection.Socket().ConnectAsync(Cancel);

        Assert.Equal("3", await answer.Task.WaitAsync(Cancel));
    }

    private static async Task<ConnectionClosedEventArgs> RunUntilClosedAsync(RawServer server)
    {
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        TaskCompletionSource<ConnectionClosedEventArgs> closed = new();
        connection.Closed += (_, close) => closed.TrySetResult(close);
        connection.Socket().Connect();
        return await closed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }
}
