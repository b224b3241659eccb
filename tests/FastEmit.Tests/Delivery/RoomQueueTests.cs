using FastEmit.Buffers;
using FastEmit.Lanes;

namespace FastEmit.Tests.Delivery;

public sealed class RoomQueueTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lane _lane = new(new HookEmitterOptions(), new EventRing(RingMemory.OnHeap(RingLayout.MinCapacity)));

    public void Dispose() => _lane.Dispose();

    [Fact]
    public async Task Append_RoomIsReleased_TakesIt()
    {
        Fill();
        Task<AppendResult> waiter = Wait(Timeout.InfiniteTimeSpan);
        ReleaseOne();
        Assert.Equal(AppendResult.Appended, await Patiently(waiter));
    }

    [Fact]
    public void Append_ThereIsRoom_TakesItAtOnce() =>
        Assert.Equal(AppendResult.Appended, _lane.Room.Append(_lane, [1], TimeSpan.FromMilliseconds(1), TimeProvider.System));

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void Append_NoRoomInTime_GivesUpAfterTheTimeoutNotBefore(int milliseconds)
    {
        Fill();
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        long started = TimeProvider.System.GetTimestamp();
        Assert.Equal(AppendResult.Full, _lane.Room.Append(_lane, Packet, timeout, TimeProvider.System));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), timeout, Patience);
    }

    [Fact]
    public async Task Append_RingIsSealed_SendsEverybodyAway()
    {
        Fill();
        Task<AppendResult>[] waiters = [Wait(Timeout.InfiniteTimeSpan), Wait(Timeout.InfiniteTimeSpan), Wait(Timeout.InfiniteTimeSpan)];
        _lane.Seal();
        Assert.All(await Patiently(Task.WhenAll(waiters)), static result => Assert.Equal(AppendResult.Sealed, result));
    }

    [Fact]
    public async Task Append_RoomForOneAtATime_IsFirstComeFirstServed()
    {
        Fill();
        List<int> served = [];
        Task[] waiters = new Task[5];
        for (int i = 0; i < waiters.Length; i++)
        {
            int number = i;
            waiters[i] = Wait(Timeout.InfiniteTimeSpan).ContinueWith(
                _ =>
                {
                    lock (served)
                    {
                        served.Add(number);
                    }
                },
                TestContext.Current.CancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        foreach (Task waiter in waiters)
        {
            ReleaseOne();
            await Patiently(waiter);
        }

        Assert.Equal(Enumerable.Range(0, waiters.Length), served);
    }

    [Fact]
    public async Task Append_TheFirstGivesUp_TheNextIsServed()
    {
        Fill();
        Task<AppendResult> first = Wait(TimeSpan.FromMilliseconds(50));
        Task<AppendResult> second = Wait(Timeout.InfiniteTimeSpan);
        Assert.Equal(AppendResult.Full, await Patiently(first));
        ReleaseOne();
        Assert.Equal(AppendResult.Appended, await Patiently(second));
    }

    [Fact]
    public async Task Append_ReleaseOfRoomForTwo_ServesTwo()
    {
        Fill();
        Task<AppendResult>[] waiters = [Wait(Timeout.InfiniteTimeSpan), Wait(Timeout.InfiniteTimeSpan)];
        Assert.True(_lane.Ring.TryRead(_lane.Ring.Confirmed, out RingRecord first));
        Assert.True(_lane.Ring.TryRead(first.End, out RingRecord second));
        _lane.Release(second.End);
        Assert.All(await Patiently(Task.WhenAll(waiters)), static result => Assert.Equal(AppendResult.Appended, result));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Append_ProducersAgainstAConsumer_NobodyIsForgotten(int producers)
    {
        // A lost wake-up would leave everybody blocked: the ring holds about thirty of these records.
        const int Each = 20_000;
        Task[] producing = [.. Enumerable.Range(0, producers).Select(_ => OnThread(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                if (_lane.TryAppend(Packet) == AppendResult.Full)
                {
                    Assert.Equal(AppendResult.Appended, _lane.Room.Append(_lane, Packet, Timeout.InfiniteTimeSpan, TimeProvider.System));
                }
            }

            return 0;
        }))];
        Task consuming = OnThread(() =>
        {
            int left = producers * Each;
            while (left != 0)
            {
                // In one go and often one by one: producers find the ring both drained and with room for one.
                long position = _lane.Ring.Confirmed;
                int most = 1 + (left % 40);
                for (int i = 0; i < most && _lane.Ring.TryRead(position, out RingRecord record); i++, left--)
                {
                    position = record.End;
                }

                _lane.Release(position);
            }

            return 0;
        });
        await Patiently(Task.WhenAll([consuming, .. producing]));
    }

    /// <summary>Records of 128 bytes leave no gap at the end of the ring: what one of them frees is room for another.</summary>
    private static byte[] Packet { get; } = new byte[128 - RecordHeader.Size];

    private static async Task<T> Patiently<T>(Task<T> task) => await task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    private static async Task Patiently(Task task) => await task.WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>A thread of its own: the pool may have none to spare for somebody who blocks.</summary>
    private static Task<T> OnThread<T>(Func<T> run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Fill()
    {
        while (_lane.TryAppend(Packet) == AppendResult.Appended)
        {
        }
    }

    private void ReleaseOne()
    {
        Assert.True(_lane.Ring.TryRead(_lane.Ring.Confirmed, out RingRecord record));
        _lane.Release(record.End);
    }

    /// <summary>Starts a waiter and returns when it is blocked.</summary>
    private Task<AppendResult> Wait(TimeSpan timeout)
    {
        Thread? thread = null;
        Task<AppendResult> waiter = OnThread(() =>
        {
            Volatile.Write(ref thread, Thread.CurrentThread);
            return _lane.Room.Append(_lane, Packet, timeout, TimeProvider.System);
        });
        SpinWait.SpinUntil(() => (Volatile.Read(ref thread)?.ThreadState & ThreadState.WaitSleepJoin) == ThreadState.WaitSleepJoin || waiter.IsCompleted);
        return waiter;
    }
}
