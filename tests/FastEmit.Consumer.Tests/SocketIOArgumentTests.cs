using FastEmit.SocketIO;

namespace FastEmit.Consumer.Tests;

public sealed class SocketIOArgumentTests
{
    public static TheoryData<int, string> Arguments => new()
    {
        { 0, "null" },
        { 1, "null" },
        { 2, "\"A\"" },
        { 3, "18446744073709551615" },
        { 4, "9223372036854775807" },
        { 5, "0.1" },
        { 6, "79228162514264337593543950335" },
        { 7, "0.1" },
        { 8, "null,\"x\"" },
        { 9, "" },
        { 10, "\"Жё\"" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task EmitAsync_EveryKindOfArgument_ArrivesAsTheValueThatItWas(int kind, string expected)
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);

        await (kind switch
        {
            0 => socket.EmitAsync("m", null),
            1 => socket.EmitAsync("m", (byte[]?)null),
            2 => socket.EmitAsync("m", 'A'),
            3 => socket.EmitAsync("m", ulong.MaxValue),
            4 => socket.EmitAsync("m", long.MaxValue),
            5 => socket.EmitAsync("m", 0.1f),
            6 => socket.EmitAsync("m", decimal.MaxValue),
            7 => socket.EmitAsync("m", 0.1),
            8 => socket.EmitAsync("m", SocketIOArgument.Null, "x"),
            9 => socket.EmitAsync("m"),
            _ => socket.EmitAsync(EmitOptions.None, "m", "Жё"),
        });

        (string data, byte[][] attachments) = await server.NextAsync();
        Assert.Equal(expected, data);
        Assert.Empty(attachments);
    }

    [Fact]
    public async Task EmitAsync_NumberBeyondTwoToThe53_GoesAsTextWhereTheContextSaysSo()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        TaskCompletionSource<BigId> back = new();
        connection.Socket().On("id-back", ConsumerJson.Default.BigId, id => back.TrySetResult(id));
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitAsync("id", new BigId(9007199254740993), ConsumerJson.Default.BigId, cancellationToken: Cancel);

        Assert.Equal("""{"Id":"9007199254740993"}""", (await server.NextAsync()).Data);
        Assert.Equal(9007199254740993, (await back.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).Id);
    }

    [Fact]
    public async Task EmitWithAckAsync_Null_IsOneArgument()
    {
        await using EchoServer server = await EchoServer.StartAsync();
        await using SocketIOConnection connection = new(server.Url);
        await connection.Socket().ConnectAsync(Cancel);

        await connection.Socket().EmitWithAckAsync("m", null);

        Assert.Equal("null", (await server.NextAsync()).Data);
    }
}
