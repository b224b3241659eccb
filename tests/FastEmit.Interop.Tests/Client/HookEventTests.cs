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
    public async Task EmitAsync_RecordOfAnotherNamespace_Throws()
    {
        await using SocketIOConnection connection = await server.NewConnectionAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await connection.Socket("/foo").EmitAsync(new MainEvent(0, 5), Cancel));
    }
}
