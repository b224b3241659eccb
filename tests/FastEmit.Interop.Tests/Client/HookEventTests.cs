using System.Text;
using FastEmit.Interop.Tests.Emitting;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class HookEventTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EmitAsync_MarkedRecord_LeavesAsTheGeneratorWritesIt()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        Expect<string> sent = new("the event");
        socket.OnAnyOutgoing((in SocketIOEvent e) => sent.Set(Encoding.UTF8.GetString(e.Json)));
        await socket.ConnectAsync(Cancel);

        await socket.EmitAsync(new MainEvent(0, 5), Cancel);

        Assert.StartsWith("[\"main\",{", await sent.Async(), StringComparison.Ordinal);
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task EmitAsync_MarkedRecordWithAttachments_ArrivesWithItsBytes()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        Expect<(int Count, byte[] First, byte[] Second)> echoed = new("the echo");
        socket.On("echo", (in SocketIOEvent e) => echoed.Set((e.AttachmentCount, e.GetAttachment(0).ToArray(), e.GetAttachment(1).ToArray())));

        await socket.EmitAsync(new EchoedBytes([1, 2, 3], "between", BinaryEvent.Bytes(4, 5000)), Cancel);

        (int count, byte[] first, byte[] second) = await echoed.Async();
        Assert.Equal(2, count);
        Assert.Equal([1, 2, 3], first);
        Assert.Equal(BinaryEvent.Bytes(4, 5000), second);
    }

    [Fact]
    public async Task EmitAsync_RecordOfAnotherNamespace_Throws()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await connection.Socket("/foo").EmitAsync(new MainEvent(0, 5), Cancel));
    }
}
