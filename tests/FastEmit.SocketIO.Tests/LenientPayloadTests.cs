using System.Text.Json;
using System.Text.RegularExpressions;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>Payloads that the official client takes: they arrive, and no payload ends the session that other namespaces share.</summary>
public sealed class LenientPayloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""451-["a",{"num":0,"_placeholder":true}]""")]
    [InlineData("""451-["a",{"_placeholder":true,"note":"x","num":0}]""")]
    [InlineData("""451-["a",{"x":{"y":[]},"num":0.0,"_placeholder":true}]""")]
    [InlineData("""451-["a",{"num":9,"_placeholder":false,"_placeholder":true,"num":0}]""")]
    [InlineData("""451-["a",{"_\u0070laceholder":true,"num":0}]""")]
    [InlineData("""451-["a",{"_placeholder":true,"num":0,"\ud800":1}]""")]
    public async Task Placeholder_HoweverItIsWritten_IsReadAsItsAttachment(string packet)
    {
        (ReceivedForms _, byte[]? bytes) = await ReceiveAsync(packet, attachments: 1);

        Assert.Equal([7, 8], bytes);
    }

    [Theory]
    [InlineData("""42["\ud83d",1]""", """\ud83d""")]
    [InlineData("""42["\udc00\u0041",1]""", """\udc00A""")]
    [InlineData("""451-["\ud83d",{"_placeholder":true,"num":0}]""", """\ud83d""")]
    [InlineData("""42["\u0416\u00e9\n",1]""", """Жé\n""")]
    [InlineData("""42["\ud83d\ude00",1]""", "😀")]
    [InlineData("42[-1.5e3,1]", "-1.5e3")]
    public async Task EventName_HalfASurrogatePairIncluded_FindsItsHandler(string packet, string escapedName)
    {
        string name = Regex.Unescape(escapedName); // An attribute's strings are UTF-8.
        (ReceivedForms received, _) = await ReceiveAsync(packet, packet.StartsWith("45", StringComparison.Ordinal) ? 1 : 0, name);

        Assert.Equal(name, received.Name);
    }

    [Theory]
    [InlineData(70)]
    [InlineData(998)]
    public async Task Payload_DeepNesting_ArrivesAndIsDeserialized(int depth)
    {
        string value = new string('[', depth) + new string(']', depth);

        (ReceivedForms received, _) = await ReceiveAsync($"42[\"a\",{value}]");

        Assert.Equal(value, received.Typed);
    }

    [Theory]
    [InlineData("42[\"a\",{0}]", 0)]
    [InlineData("451-[\"a\",{0},{\"_placeholder\":true,\"num\":0}]", 1)]
    public async Task Payload_DeeperThanTheLimit_FailsAloneAndIsReported(string packet, int attachments)
    {
        string deep = new string('[', 1500) + new string(']', 1500);
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await SendAsync(stream, packet.Replace("{0}", deep, StringComparison.Ordinal), attachments, token);
            await RawServer.SendTextAsync(stream, "42[\"after\"]", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        TaskCompletionSource<Exception> failed = new();
        TaskCompletionSource<string> first = new();
        connection.HandlerFailed += (_, e) => failed.TrySetResult(e.Error);
        connection.Socket().OnAny((in SocketIOEvent e) => first.TrySetResult(e.Name));

        await connection.Socket().ConnectAsync(Cancel);

        Assert.Equal("after", await first.Task.WaitAsync(Cancel));
        Assert.Contains("deeper than 1000 levels", (await failed.Task.WaitAsync(Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ack_DeeperThanTheLimit_FailsItsEmitAlone()
    {
        string deep = new string('[', 1500) + new string(']', 1500);
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, $"430[{deep}]", token);
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, "431[5]", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await Assert.ThrowsAsync<JsonException>(() => socket.EmitWithAckAsync("a", [], TimeSpan.FromSeconds(20), Cancel).AsTask());

        Assert.Equal(5, await socket.EmitWithAckAsync("b", 1, UnitJson.Default.Int32, UnitJson.Default.Int32, TimeSpan.FromSeconds(20), Cancel));
    }

    [Theory]
    [InlineData("""44{"\ud800":1,"mess\u0061ge":"no \ud83d","data":{"\udc00":[]}}""", """no \ud83d""", """{"\udc00":[]}""")]
    [InlineData("""44"no \ud83d" """, """no \ud83d""", "")]
    public async Task ConnectError_HalfASurrogatePair_IsTheServersRefusal(string packet, string message, string data)
    {
        await using RawServer server = RawServer.Opening(async (stream, token) =>
        {
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(stream, packet.Trim(), token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });

        SocketIORefusedException refused = await Assert.ThrowsAsync<SocketIORefusedException>(() => connection.Socket().ConnectAsync(Cancel));

        Assert.Equal((Regex.Unescape(message), data), (refused.Message, System.Text.Encoding.UTF8.GetString(refused.Data.Span)));
    }

    /// <summary>Sends a packet and another one behind it, and returns what the first was to a handler.</summary>
    private static async Task<(ReceivedForms Received, byte[]? Bytes)> ReceiveAsync(string packet, int attachments = 0, string name = "a")
    {
        await using RawServer server = GrantingServer.Start(async (stream, token) =>
        {
            await SendAsync(stream, packet, attachments, token);
            await RawServer.SendTextAsync(stream, "42[\"after\"]", token);
            await GrantingServer.DrainAsync(stream, token);
        });
        await using SocketIOConnection connection = new(server.Url, new SocketIOConnectionOptions { Reconnection = false });
        TaskCompletionSource<(ReceivedForms, byte[]?)> received = new();
        TaskCompletionSource after = new();
        connection.HandlerFailed += (_, e) => received.TrySetException(e.Error);
        connection.Closed += (_, e) => received.TrySetException(new IOException(e.Detail));
        connection.Socket().On(name, (in SocketIOEvent e) => received.TrySetResult((
            new ReceivedForms(e.Name, e.GetArgument(0, UnitJson.Default.JsonElement).GetRawText()),
            e.AttachmentCount == 0 ? null : e.GetArgument(0, UnitJson.Default.ByteArray))));
        connection.Socket().On("after", (in SocketIOEvent _) => after.TrySetResult());
        await connection.Socket().ConnectAsync(Cancel);

        (ReceivedForms, byte[]?) result = await received.Task.WaitAsync(Patience, Cancel);
        await after.Task.WaitAsync(Patience, Cancel);
        return result;
    }

    private static async Task SendAsync(System.Net.Sockets.NetworkStream stream, string packet, int attachments, CancellationToken token)
    {
        await RawServer.SendTextAsync(stream, packet, token);
        for (int i = 0; i < attachments; i++)
        {
            await RawServer.SendAsync(stream, WebSocketOpcode.Binary, [7, 8], token);
        }
    }

    private sealed record ReceivedForms(string Name, string Typed);
}
