using System.Text;
using System.Text.Json;
using FastEmit.SocketIO;

namespace FastEmit.Interop.Tests.Client;

public sealed class ReceiveTests(ClientServer server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_TypedHandler_GetsTheFirstArgument()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        Expect<NestedBinary> received = new("the event");
        socket.On("nested binary", TestJson.Default.NestedBinary, received.Set);

        await socket.EmitAsync("nested binary please");

        NestedBinary value = await received.Async();
        Assert.Equal("asdfasdf"u8, value.B.Why.Bytes.Span);
        Assert.Equal("more"u8, value.B.C.D);
    }

    [Fact]
    public async Task On_RawHandler_SeesNameArgumentsAndAttachments()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        Expect<string> received = new("the event");
        socket.On("binary", (in SocketIOEvent e) => received.Set(
            $"{e.Name} {Encoding.UTF8.GetString(e.Arguments)} {e.AttachmentCount} {e.GetAttachment(0).Length} {e.GetAttachment(1).Length}"));

        await socket.EmitAsync("binary please", 100_000, 3);

        Assert.Equal(
            """binary {"_placeholder":true,"num":0},{"_placeholder":true,"num":1} 2 100000 3""", await received.Async());
    }

    [Fact]
    public async Task Once_ManyEvents_IsCalledOnce()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        int calls = 0;
        Expect<int> last = new("the last event");
        socket.Once("n", (in SocketIOEvent _) => calls++);
        socket.On("n", TestJson.Default.Int32, n =>
        {
            if (n == 9)
            {
                last.Set(n);
            }
        });

        await socket.EmitAsync("emit many", "n", 10);

        await last.Async();
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Off_ByNameByHandlerAndByDisposal_TakesHandlersOff()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        StringBuilder calls = new();
        SocketIOEventHandler a = (in SocketIOEvent _) => calls.Append('a');
        socket.On("n", a);
        socket.On("n", (in SocketIOEvent _) => calls.Append('b'));
        IDisposable c = socket.On("n", (in SocketIOEvent _) => calls.Append('c'));

        await RoundTripAsync(socket);
        socket.Off("n", a);
        await RoundTripAsync(socket);
        c.Dispose();
        await RoundTripAsync(socket);
        socket.Off("n");
        await RoundTripAsync(socket);

        Assert.Equal("abcbcb", calls.ToString());
    }

    [Fact]
    public async Task OnAny_EveryEvent_IsSeenBeforeTheNamedHandlers()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        List<string> seen = [];
        socket.On("n", (in SocketIOEvent _) => seen.Add("named"));
        socket.OnAny((in SocketIOEvent e) => seen.Add(e.Name));

        await RoundTripAsync(socket);
        socket.OffAll();
        await RoundTripAsync(socket);

        Assert.Equal(["n", "named", "sync"], seen.Where(static name => name != "welcome"));
    }

    [Fact]
    public async Task On_HandlerThrowsOrFailsLater_IsReportedAndHarmsNothingElse()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        List<string> reported = [];
        int calls = 0;
        connection.HandlerFailed += (_, failure) => reported.Add(failure.Error.Message);
        socket.On("n", (in SocketIOEvent _) => throw new InvalidOperationException("at once"));
        socket.On("n", TestJson.Default.Int32, static async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        });
        socket.On("n", (in SocketIOEvent _) => calls++);

        await RoundTripAsync(socket);
        await RoundTripAsync(socket);

        Assert.Equal(["at once", "later", "at once", "later"], reported);
        Assert.Equal(2, calls);
        Assert.True(socket.IsConnected);
    }

    [Fact]
    public async Task On_PayloadOfAnotherType_IsReported()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        Expect<Exception> reported = new("the report");
        connection.HandlerFailed += (_, failure) => reported.Set(failure.Error);
        socket.On("n", TestJson.Default.StringArray, static _ => { });

        await socket.EmitAsync("emit me", "n", 5);

        Assert.IsType<JsonException>(await reported.Async());
    }

    [Fact]
    public async Task On_AsyncHandler_HoldsTheSocketsNextEventAndNobodyElses()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        TaskCompletionSource gate = new();
        Expect<int> second = new("the second event");
        socket.On("n", TestJson.Default.Int32, async n =>
        {
            if (n == 0)
            {
                await gate.Task;
            }
            else
            {
                second.Set(n);
            }
        });

        await socket.EmitAsync("emit many", "n", 2);

        // Acks do not pass through handlers' queues, so the connection answers meanwhile.
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
        Assert.False(second.HasHappened);
        gate.SetResult();
        Assert.Equal(1, await second.Async());
    }

    [Fact]
    public async Task ReadAllAsync_SlowReader_GetsEverythingInOrder()
    {
        (SocketIOConnection connection, SocketIOSocket socket) = await ConnectAsync();
        await using SocketIOConnection owned = connection;
        IAsyncEnumerator<int> reader = socket.ReadAllAsync("n", TestJson.Default.Int32, capacity: 4, Cancel).GetAsyncEnumerator(Cancel);
        ValueTask<bool> first = reader.MoveNextAsync();

        await socket.EmitAsync("emit many", "n", 1000);

        for (int i = 0; i < 1000; i++)
        {
            Assert.True(i == 0 ? await first : await reader.MoveNextAsync());
            Assert.Equal(i, reader.Current);
        }

        await reader.DisposeAsync();
        Assert.Equal(socket.Id, await socket.AskTextAsync("id"));
    }

    [Fact]
    public async Task On_HandlerBlocksItsThread_HeartbeatsGoOn()
    {
        await using Servers.NodeServer node = await ClientServer.StartAsync(
            new Servers.NodeServerOptions { PingInterval = 50, PingTimeout = 10_000 });
        await using SocketIOConnection connection = new(node.Url, ClientServer.Quick);
        SocketIOSocket socket = connection.Socket();
        using ManualResetEventSlim release = new();
        Expect<bool> blocked = new("the handler's call");
        socket.On("n", (in SocketIOEvent _) =>
        {
            blocked.Set(true);
            release.Wait(Cancel);
        });
        await socket.ConnectAsync(Cancel);
        await socket.EmitAsync("emit me", "n");
        await blocked.Async();

        // Acks do not pass through the handlers' queue, so the server can be asked meanwhile.
        int before = (await socket.AskJsonAsync("heartbeats")).GetInt32();
        string? id = socket.Id;
        while ((await socket.AskJsonAsync("heartbeats")).GetInt32() < before + 4)
        {
        }

        Assert.Equal(id, socket.Id);
        release.Set();
    }

    private async Task<(SocketIOConnection Connection, SocketIOSocket Socket)> ConnectAsync()
    {
        SocketIOConnection connection = await server.NewConnectionAsync();
        SocketIOSocket socket = connection.Socket();
        await socket.ConnectAsync(Cancel);
        return (connection, socket);
    }

    /// <summary>Lets the server send one <c>n</c>, and waits until all its handlers have run.</summary>
    private static async Task RoundTripAsync(SocketIOSocket socket)
    {
        Expect<bool> handled = new("the event behind it");
        await socket.EmitAsync("emit me", "n", 1);
        using IDisposable marker = socket.On("sync", (in SocketIOEvent _) => handled.Set(true));
        await socket.EmitAsync("emit me", "sync");
        await handled.Async();
    }
}
