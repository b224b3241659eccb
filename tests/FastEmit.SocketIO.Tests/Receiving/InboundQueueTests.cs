using System.Diagnostics;
using System.Globalization;
using System.Text;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO.Tests.Receiving;

public sealed class InboundQueueTests : IAsyncDisposable
{
    private const int MaxBytes = 256 * 1024;

    private readonly SocketIOConnection _connection = new("http://127.0.0.1:1", new SocketIOConnectionOptions { ReceiveBufferBytes = MaxBytes });
    private readonly SocketIOSocket _socket;
    private readonly InboundQueue _queue;

    public InboundQueueTests()
    {
        _socket = _connection.Socket();
        _queue = _socket.Inbound;
    }

    [Fact]
    public async Task AddEvent_AllSizesAndNoticesBetween_ComeOutInOrderAndWhole()
    {
        List<int> seen = [];
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        const int events = 3_000;
        _socket.On("n", (in SocketIOEvent e) => Take(int.Parse(e.GetRawArgument(0), CultureInfo.InvariantCulture), e.GetRawArgument(1).Length));
        for (int i = 0; i < events; i++)
        {
            // A few are larger than a block, most are small.
            int size = i % 500 == 3 ? InboundBlock.Size + i : i % 700;
            if (i % 10 == 0)
            {
                int number = i;
                _queue.AddNotice(() => Take(number, -1));
            }
            else
            {
                Add($"[\"n\",{i},\"{new string('x', size)}\"]");
            }
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, events), seen);

        void Take(int number, int length)
        {
            Assert.Equal(number % 10 == 0 ? -1 : 2 + (number % 500 == 3 ? InboundBlock.Size + number : number % 700), length);
            seen.Add(number);
            if (seen.Count == events)
            {
                all.SetResult();
            }
        }
    }

    [Fact]
    public async Task WaitForRoomAsync_HandlerBehind_CompletesWhenItHasTakenSome()
    {
        using SemaphoreSlim gate = new(0);
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("n", (in SocketIOEvent _) =>
        {
            entered.TrySetResult();
            return new ValueTask(gate.WaitAsync(TestContext.Current.CancellationToken));
        });
        Add("[\"n\"]");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (!_queue.IsFull)
        {
            Add($"[\"n\",\"{new string('x', 10_000)}\"]");
        }

        ValueTask room = _queue.WaitForRoomAsync();
        Assert.False(room.IsCompleted);
        gate.Release(1_000_000);
        await room.AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(_queue.IsFull);
        Assert.True(_queue.WaitForRoomAsync().IsCompletedSuccessfully);
    }

    /// <summary>A handler may need an ack, which is read only if reading goes on.</summary>
    [Fact]
    public async Task IsFull_OneHugeEventInItsHandler_IsFalse()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource leave = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("n", (in SocketIOEvent _) =>
        {
            entered.SetResult();
            return new ValueTask(leave.Task);
        });
        Add($"[\"n\",\"{new string('x', 2 * MaxBytes)}\"]");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(_queue.IsFull);
        leave.SetResult();
    }

    /// <summary>Each ends the pass over its block; were the next pass begun inside that one, the stack would grow with them.</summary>
    [Fact]
    public async Task AddEvent_ManyWhoseHandlerFailsAtOnce_AllAreReportedOnAnEvenStack()
    {
        const int events = 20_000;
        int reported = 0;
        int deepest = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connection.HandlerFailed += (_, _) =>
        {
            deepest = reported % 1000 == 0 ? Math.Max(deepest, new StackTrace().FrameCount) : deepest;
            if (++reported == events)
            {
                all.SetResult();
            }
        };
        _socket.On("n", (in SocketIOEvent e) =>
        {
            // From within the handler, so that the queue never runs empty and every event has a block of its own.
            if (int.Parse(e.GetRawArgument(0), CultureInfo.InvariantCulture) is int number and < events)
            {
                Add($"[\"n\",{number + 1}]");
            }

            return ValueTask.FromException(new InvalidOperationException("failed"));
        });

        Add("[\"n\",1]");
        await all.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(deepest < 200, $"{deepest} frames");
    }

    /// <summary>A handler's task may finish between two looks at it, on another thread.</summary>
    [Fact]
    public async Task AddEvent_HandlersThatFinishAtAnyMoment_AllAreHandled()
    {
        const int events = 20_000;
        int handled = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _socket.On("n", (in SocketIOEvent _) =>
        {
            if (++handled == events)
            {
                all.SetResult();
            }

            TaskCompletionSource done = new();
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.SetResult(), done, preferLocal: false);
            Thread.SpinWait(handled % 200);
            return new ValueTask(done.Task);
        });
        for (int i = 0; i < events; i++)
        {
            Add("[\"n\"]");
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Trim_AfterABurst_KeepsItsBlocksForOneMoreTurnOnly()
    {
        using SemaphoreSlim done = new(0);
        using ManualResetEventSlim gate = new();
        using SemaphoreSlim entered = new(0);
        _socket.On("n", (in SocketIOEvent _) =>
        {
            entered.Release();
            gate.Wait();
        });
        _socket.On("last", (in SocketIOEvent _) => done.Release());
        Add("[\"n\"]"); // in a block of its own, as its handler has begun
        await entered.WaitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 19; i++)
        {
            Add($"[\"n\",\"{new string('x', 10_000)}\"]"); // six to a block
        }

        Add("[\"last\"]");
        gate.Set();
        await done.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => _queue.FreeBlocks == 5, TimeSpan.FromSeconds(30)));
        _queue.Trim();
        Assert.Equal(5, _queue.FreeBlocks);
        _queue.Trim();
        Assert.Equal(0, _queue.FreeBlocks);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Add(string json)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        Assert.True(PacketReader.TryParse([(byte)'2', .. data], out SocketIOPacket packet));
        _queue.AddEvent(packet, default);
    }
}
