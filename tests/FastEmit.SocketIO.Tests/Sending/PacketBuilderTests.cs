using System.Text.Json;

namespace FastEmit.SocketIO.Tests.Sending;

/// <summary>What one emit leaves behind on its thread, as the server sees the next.</summary>
public sealed class PacketBuilderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmitAsync_AfterAnArgumentThatCannotBeSerialized_IsWhole()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        // No await in between: all of it happens on one thread.
        Assert.ThrowsAny<Exception>(() => { _ = socket.EmitAsync("bad", double.NaN, UnitJson.Default.Double, cancellationToken: Cancel); });
        ValueTask typed = socket.EmitAsync("typed", 1, UnitJson.Default.Int32, cancellationToken: Cancel);
        Assert.ThrowsAny<Exception>(() => { _ = socket.EmitAsync("bad", new byte[] { 1 }, Throwing()); });
        ValueTask plain = socket.EmitAsync("plain", "text");
        Assert.ThrowsAny<Exception>(() => { _ = socket.EmitWithAckAsync("bad", new byte[] { 1 }, Throwing()); });
        ValueTask json = socket.EmitJsonAsync("json", "{}"u8, cancellationToken: Cancel);
        await typed;
        await plain;
        await json;

        Assert.Equal("""42["typed",1]""", await server.NextAsync());
        Assert.Equal("""42["plain","text"]""", await server.NextAsync());
        Assert.Equal("""42["json",{}]""", await server.NextAsync());
        Assert.Equal(0, socket.PendingAcks);
    }

    [Fact]
    public async Task EmitAsync_GetterEmitsAnEventOfItsOwn_BothAreWhole()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        EmittingOnRead inner = new(Bytes(3), static () => "inner", Bytes(4));
        EmittingOnRead outer = new(
            Bytes(1),
            () =>
            {
                _ = socket.EmitAsync("inner", inner, UnitJson.Default.EmittingOnRead, cancellationToken: Cancel);
                return "outer";
            },
            Bytes(2));
        await socket.EmitAsync("outer", outer, UnitJson.Default.EmittingOnRead, cancellationToken: Cancel);

        Assert.Equal(
            [
                """452-["inner",{"before":{"_placeholder":true,"num":0},"read":"inner","after":{"_placeholder":true,"num":1}}]""", "03", "04",
                """452-["outer",{"before":{"_placeholder":true,"num":0},"read":"outer","after":{"_placeholder":true,"num":1}}]""", "01", "02",
            ],
            [
                await server.NextAsync(), await server.NextAsync(), await server.NextAsync(),
                await server.NextAsync(), await server.NextAsync(), await server.NextAsync(),
            ]);
    }

    [Fact]
    public async Task EmitAsync_GetterThatEmitsThrows_TheInnerOneAndTheNextAreWhole()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        EmittingOnRead outer = new(
            Bytes(1),
            () =>
            {
                _ = socket.EmitAsync("inner", new byte[] { 2 });
                throw new InvalidOperationException("The getter's own.");
            },
            Bytes(3));

        Assert.Throws<InvalidOperationException>(() => { _ = socket.EmitAsync("outer", outer, UnitJson.Default.EmittingOnRead, cancellationToken: Cancel); });
        ValueTask next = socket.EmitAsync("next", new byte[] { 4 });
        await next;

        Assert.Equal(
            ["""451-["inner",{"_placeholder":true,"num":0}]""", "02", """451-["next",{"_placeholder":true,"num":0}]""", "04"],
            [await server.NextAsync(), await server.NextAsync(), await server.NextAsync(), await server.NextAsync()]);
    }

    /// <summary>The bytes would go with the packet around it.</summary>
    [Fact]
    public async Task EmitAsync_GetterSerializesBytesForItself_TheyStayThere()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        EmittingOnRead value = new(Bytes(1), static () => JsonSerializer.Serialize(Bytes(2), UnitJson.Default.SocketIOBinary), Bytes(3));

        await socket.EmitAsync("n", value, UnitJson.Default.EmittingOnRead, cancellationToken: Cancel);

        Assert.Equal(
            ["""452-["n",{"before":{"_placeholder":true,"num":0},"read":"\u0022Ag==\u0022","after":{"_placeholder":true,"num":1}}]""", "01", "03"],
            [(await server.NextAsync()).Replace("\\\"", "\\u0022", StringComparison.Ordinal), await server.NextAsync(), await server.NextAsync()]);
    }

    [Fact]
    public async Task Send_ArgumentCannotBeSerialized_TheEventCanStillBeAnswered()
    {
        await using ListeningServer server = new();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        socket.On("question", static (in SocketIOEvent received) =>
        {
            SocketIOReply reply = received.GetReply();
            Assert.ThrowsAny<Exception>(() => reply.Send(double.NaN));
            reply.Send("answer");
        });
        await socket.ConnectAsync(Cancel);

        await server.SendAsync("""427["question"]""");

        Assert.Equal("""437["answer"]""", await server.NextAsync());
    }

    private static SocketIOBinary Bytes(byte value) => new(new[] { value });

    private static SocketIOArgument Throwing() => SocketIOArgument.From(double.NaN, UnitJson.Default.Double);
}
