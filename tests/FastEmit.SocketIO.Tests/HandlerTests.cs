using System.Collections.Concurrent;
using FastEmit.SocketIO.Events;

namespace FastEmit.SocketIO.Tests;

/// <summary>No task of a handler is lost, and no handler runs when it must not.</summary>
public sealed class HandlerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ListeningServer _server = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private SocketIOConnection _connection = null!;
    private SocketIOSocket _socket = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connection = new SocketIOConnection(_server.Url, new SocketIOConnectionOptions { CloseTimeout = TimeSpan.FromSeconds(1) });
        _connection.HandlerFailed += (_, failure) => _failures.Enqueue(failure.Error.Message);
        _socket = _connection.Socket();
        await _socket.ConnectAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Lambdas as one writes them: an async one must never become async void.</summary>
    [Fact]
    public async Task Handlers_AsynchronousOfEveryForm_AreAwaitedAndTheirFailuresReported()
    {
        _socket.On("n", UnitJson.Default.Int32, async value =>
        {
            await Task.Yield();
            throw new InvalidOperationException($"on {value}");
        });
        _socket.Once("n", UnitJson.Default.Int32, async value =>
        {
            await Task.Yield();
            throw new InvalidOperationException($"once {value}");
        });
        _socket.On("n", UnitJson.Default.Int32, FailLater);
        _socket.On("n", (in SocketIOEvent received) => FailLater(received.GetArgument(0, UnitJson.Default.Int32)));
        _socket.Once("n", (in SocketIOEvent _) => FailLater(-1));
        _socket.OnAny((in SocketIOEvent _) => FailLater(-2));

        await _server.SendAsync("""42["n",7]""");
        await UntilHandledAsync();

        Assert.Equal(["-2", "on 7", "once 7", "7", "7", "-1"], _failures.Take(6));
    }

    [Fact]
    public async Task OnAnyOutgoing_HandlerReturnsATaskThatFails_IsReported()
    {
        _socket.OnAnyOutgoing((in SocketIOEvent _) => FailLater(-3));
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection.HandlerFailed += (_, _) => told.TrySetResult();

        await _socket.EmitAsync("e");

        await told.Task.WaitAsync(Patience, Cancel);
        Assert.Equal(["-3"], _failures);
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("connect_error")]
    [InlineData("disconnect")]
    [InlineData("newListener")]
    public void On_NameThatNoServerSends_IsRefusedWithWhatToUse(string name)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _socket.On(name, static (in SocketIOEvent _) => { }));
        Assert.Throws<ArgumentException>(() => _socket.Once(name, UnitJson.Default.Int32, static _ => { }));
        Assert.Throws<ArgumentException>(() => _socket.ReadAllAsync(name, UnitJson.Default.Int32, cancellationToken: Cancel));

        Assert.Contains("Connected, ConnectError and Disconnected", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>As the official client: one call takes off one registration.</summary>
    [Fact]
    public async Task Off_HandlerRegisteredTwice_TakesOffOne()
    {
        int calls = 0;
        void Count(int value) => Interlocked.Increment(ref calls);
        void CountAny(in SocketIOEvent received) => Interlocked.Increment(ref calls);
        Action<int> handler = Count;
        SocketIOEventHandler any = CountAny;
        _socket.On("n", UnitJson.Default.Int32, handler);
        _socket.On("n", UnitJson.Default.Int32, handler);
        _socket.OnAny(any);
        _socket.OnAny(any);

        _socket.Off("n", handler);
        _socket.OffAny(any);
        await _server.SendAsync("""42["n",7]""");
        await UntilHandledAsync();
        Assert.Equal(3, calls); // "n" by both, "end" by the catch-all one

        _socket.OffAny();
        _socket.Off("n", handler);
        await _server.SendAsync("""42["n",7]""");
        await UntilHandledAsync();
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task On_RequestAndResponse_AnswersWhatItReturns()
    {
        _socket.On("plus one", UnitJson.Default.Int32, UnitJson.Default.Int32, static value => value + 1);
        _socket.On("plus two", UnitJson.Default.Int32, UnitJson.Default.Int32, static async value =>
        {
            await Task.Yield();
            return value + 2;
        });
        _socket.On("plus three", UnitJson.Default.Int32, UnitJson.Default.Int32, static value => Task.FromResult(value + 3));

        await _server.SendAsync("""4210["plus one",1]""");
        Assert.Equal("4310[2]", await _server.NextAsync());
        await _server.SendAsync("""4211["plus two",1]""");
        Assert.Equal("4311[3]", await _server.NextAsync());
        await _server.SendAsync("""4212["plus three",1]""");
        Assert.Equal("4312[4]", await _server.NextAsync());
        await _server.SendAsync("""42["plus one",1]""");
        await UntilHandledAsync();
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task On_ReceivedRequestAndResponse_ReadsItsRecordAndAnswers()
    {
        _socket.On<Doubling, int>(UnitJson.Default.Int32, static async value =>
        {
            await Task.Yield();
            return 2 * value.Number;
        });

        await _server.SendAsync("""4213["double",{"number":21}]""");
        Assert.Equal("4313[42]", await _server.NextAsync());
        await _server.SendAsync("""42["double",{"number":1}]"""); // nobody waits for an answer
        await UntilHandledAsync();
        Assert.Empty(_failures);

        await _server.SendAsync("""4214["double",{"number":"many"}]""");
        await UntilHandledAsync();
        Assert.Contains("member 'number' of event 'double'", Assert.Single(_failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_TwoArguments_GetsBoth()
    {
        TaskCompletionSource<(int, string?)> first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("pair", UnitJson.Default.Int32, UnitJson.Default.String, (number, text) => first.SetResult((number, text)));
        _socket.On("pair", UnitJson.Default.Int32, UnitJson.Default.String, async (number, text) =>
        {
            await Task.Yield();
            throw new InvalidOperationException($"{number} {text}");
        });

        await _server.SendAsync("""42["pair",1,"b"]""");
        await UntilHandledAsync();

        Assert.Equal((1, "b"), await first.Task.WaitAsync(Patience, Cancel));
        Assert.Equal(["1 b"], _failures);
    }

    /// <summary>Without metadata made by hand, members in camelCase.</summary>
    [Fact]
    public async Task ShortForms_ReflectedTypes_WorkBothWays()
    {
        _socket.On<Point, int>("sum", static point => point.X + point.Y);
        Task<Point> waited = _socket.WaitForAsync<Point>("sum", cancellationToken: Cancel);
        await _server.SendAsync("""421["sum",{"x":1,"y":2}]""");
        Assert.Equal("431[3]", await _server.NextAsync());
        Assert.Equal(new Point(1, 2), await waited.WaitAsync(Patience, Cancel));

        Task<Point> answer = _socket.EmitWithAckAsync<Point>("move", SocketIOArgument.From(new Point(3, 4)), 5).AsTask();
        Assert.Equal("""420["move",{"x":3,"y":4},5]""", await _server.NextAsync());
        await _server.SendAsync("""430[{"x":8,"y":9}]""");
        Assert.Equal(new Point(8, 9), await answer.WaitAsync(Patience, Cancel));

        Task<int> typed = _socket.EmitWithAckAsync("add", [1, "b"], UnitJson.Default.Int32, Patience, Cancel).AsTask();
        Assert.Equal("""421["add",1,"b"]""", await _server.NextAsync());
        await _server.SendAsync("431[7]");
        Assert.Equal(7, await typed.WaitAsync(Patience, Cancel));
    }

    private sealed record Point(int X, int Y);

    [Fact]
    public async Task DisposeAsync_EventsWaitBehindASlowHandler_NoneIsHandledAfterwards()
    {
        int calls = 0;
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("n", UnitJson.Default.Int32, async _ =>
        {
            Interlocked.Increment(ref calls);
            entered.TrySetResult();
            await release.Task;
        });
        _socket.On("n", UnitJson.Default.Int32, _ => { Interlocked.Increment(ref calls); });
        await _server.SendAsync("""42["n",1]""");
        await _server.SendAsync("""42["n",2]""");
        await entered.Task.WaitAsync(Patience, Cancel);

        await _connection.DisposeAsync(); // the handler takes longer than the close timeout
        Assert.Equal(1, calls);
        release.SetResult();
        await _socket.Inbound.WhenIdleAsync().WaitAsync(Patience, Cancel);

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task DisposeAsync_EventsWereReceivedBefore_AreHandledBeforeItReturns()
    {
        const int events = 1000;
        int calls = 0;
        bool isDisconnected = false;
        _socket.On("n", UnitJson.Default.Int32, async _ =>
        {
            await Task.Yield();
            calls++;
        });
        _socket.Disconnected += (_, _) => isDisconnected = true;
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("gate", (in SocketIOEvent _) => new ValueTask(last.Task));
        await _server.SendAsync("""42["gate"]""");
        for (int i = 0; i < events; i++)
        {
            await _server.SendAsync("""42["n",1]""");
        }

        // Answers come in the order of the wire: all of it has been received.
        Task<SocketIOAck> read = _socket.EmitWithAckAsync("e").AsTask();
        await _server.NextAsync();
        await _server.SendAsync("430[]");
        await read.WaitAsync(Patience, Cancel);
        last.SetResult();

        await _connection.DisposeAsync();

        Assert.Equal((events, true), (calls, isDisconnected));
    }

    [Fact]
    public async Task DisposeAsync_CalledByAHandler_IsNotHeldUpByIt()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SocketIOConnection connection = new(_server.Url, new SocketIOConnectionOptions { CloseTimeout = Timeout.InfiniteTimeSpan });
        SocketIOSocket socket = connection.Socket("/other");
        socket.On("n", UnitJson.Default.Int32, async _ =>
        {
            await connection.DisposeAsync();
            done.SetResult();
        });
        await _connection.DisposeAsync(); // the server serves one at a time
        await socket.ConnectAsync(Cancel);

        await _server.SendAsync("""42/other,["n",1]""");

        await done.Task.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task ReadAllAsync_EventsBeforeTheFirstRead_AreNotLost()
    {
        IAsyncEnumerable<int> stream = _socket.ReadAllAsync("n", UnitJson.Default.Int32, capacity: 2, Cancel);
        for (int i = 0; i < 10; i++)
        {
            await _server.SendAsync($"42[\"n\",{i}]");
        }

        List<int> seen = [];
        await foreach (int value in stream)
        {
            seen.Add(value);
            if (seen.Count == 10)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(0, 10), seen);
        await UntilHandledAsync();
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task ReadAllAsync_LeftWhileItIsFull_FreesTheSocketAndReportsNothing()
    {
        IAsyncEnumerator<int> reader = _socket.ReadAllAsync("n", UnitJson.Default.Int32, capacity: 1, Cancel).GetAsyncEnumerator(Cancel);
        for (int i = 0; i < 10; i++)
        {
            await _server.SendAsync($"42[\"n\",{i}]");
        }

        Assert.True(await reader.MoveNextAsync());
        await reader.DisposeAsync();

        await UntilHandledAsync();
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task ReadAllAsync_ConnectionDisposed_EndsAfterWhatCameBefore()
    {
        IAsyncEnumerable<int> stream = _socket.ReadAllAsync("n", UnitJson.Default.Int32, cancellationToken: Cancel);
        await _server.SendAsync("""42["n",1]""");
        await UntilHandledAsync();

        await _connection.DisposeAsync();

        List<int> seen = [];
        await foreach (int value in stream.WithCancellation(Cancel))
        {
            seen.Add(value);
        }

        Assert.Equal([1], seen);
        Assert.Empty(_socket.ReadAllAsync("n", UnitJson.Default.Int32, cancellationToken: Cancel).ToBlockingEnumerable(Cancel));
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task WaitForAsync_TheEventComes_ReturnsItsFirstArgument()
    {
        Task<int> next = _socket.WaitForAsync("n", UnitJson.Default.Int32, cancellationToken: Cancel);
        Task any = _socket.WaitForAsync("n", cancellationToken: Cancel);
        await _server.SendAsync("""42["n",5]""");
        await _server.SendAsync("""42["n",6]""");

        Assert.Equal(5, await next.WaitAsync(Patience, Cancel));
        await any.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task WaitForAsync_NothingOrTheWrongThingComes_Ends()
    {
        Task<int> wrong = _socket.WaitForAsync("n", UnitJson.Default.Int32, cancellationToken: Cancel);
        await _server.SendAsync("""42["n","text"]""");
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => wrong.WaitAsync(Patience, Cancel));
        await Assert.ThrowsAsync<TimeoutException>(() => _socket.WaitForAsync("n", TimeSpan.FromMilliseconds(10), Cancel));
        using CancellationTokenSource cancel = new();
        Task cancelled = _socket.WaitForAsync("n", TimeSpan.MaxValue, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _socket.WaitForAsync("n", TimeSpan.Zero, Cancel));

        Task ended = _socket.WaitForAsync("n", cancellationToken: Cancel);
        await _connection.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended.WaitAsync(Patience, Cancel));
    }

    private static async Task FailLater(int value)
    {
        await Task.Yield();
        throw new InvalidOperationException($"{value}");
    }

    /// <summary>Everything that was sent before has been handled.</summary>
    private async Task UntilHandledAsync()
    {
        Task end = _socket.WaitForAsync("end", cancellationToken: Cancel);
        await _server.SendAsync("""42["end"]""");
        await end.WaitAsync(Patience, Cancel);
        await _socket.Inbound.WhenIdleAsync().WaitAsync(Patience, Cancel);
    }
}
