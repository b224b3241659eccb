using FastEmit.Buffers;
using FastEmit.FaultProxy;
using FastEmit.Lanes;

namespace FastEmit.Tests.Delivery;

/// <summary>Producers against a consumer that goes to sleep whenever it finds nothing.</summary>
public sealed class LaneWakeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly byte[] Packet = new byte[100];

    private readonly Lane _lane = new(new HookEmitterOptions(), new EventRing(RingMemory.OnHeap(RingLayout.MinCapacity)));
    private int _taken;

    public void Dispose() => _lane.Dispose();

    /// <summary>
    /// Each producer appends when everything has been taken, so just when the consumer asks for a call and looks once more. Both
    /// spin: falling asleep would take them out of step, and the two steps that must not pass each other take nanoseconds.
    /// </summary>
    [Theory]
    [InlineData(1, 2_000_000)]
    [InlineData(2, 200_000)]
    public async Task TryReadOrAsk_ProducersAppendWhileTheConsumerLooks_NoRecordIsOverlooked(int producers, int each)
    {
        int appended = 0;
        Task consuming = OnThread(() => Consume(producers * each));
        Task[] producing = [.. Enumerable.Range(0, producers).Select(producer => OnThread(() =>
        {
            Random random = new(producer);
            for (int i = 0; i < each; i++)
            {
                SpinUntil(() => Volatile.Read(ref _taken) >= Volatile.Read(ref appended));
                for (int pause = random.Next(64); pause > 0; pause--)
                {
                    Volatile.Read(ref _taken);
                }

                Interlocked.Increment(ref appended);
                Assert.Equal(AppendResult.Appended, _lane.TryAppend(Packet));
            }
        }))];
        await Task.WhenAll([consuming, .. producing]);
        Assert.Equal(producers * each, _taken);
    }

    /// <summary>The first of them wakes the consumer, which has had no chance to run when the others come.</summary>
    [Fact]
    public void TryAppend_SeveralAfterALongSleep_AllCarryTheirOwnTime()
    {
        ManualTimeProvider time = new();
        using Lane lane = new(new HookEmitterOptions { TimeProvider = time }, new EventRing(RingMemory.OnHeap(RingLayout.MinCapacity)));
        Assert.False(lane.TryReadOrAsk(0, out _));
        time.Advance(TimeSpan.FromHours(1));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(AppendResult.Appended, lane.TryAppend(Packet));
        }

        Assert.All(TimestampsOf(lane), timestamp => Assert.Equal(time.GetTimestamp(), timestamp));
    }

    [Fact]
    public void TryAppend_BehindTheEndOfASleepThatSomethingElseEnded_CarriesItsOwnTime()
    {
        ManualTimeProvider time = new();
        using Lane lane = new(new HookEmitterOptions { TimeProvider = time }, new EventRing(RingMemory.OnHeap(RingLayout.MinCapacity)));
        Assert.False(lane.TryReadOrAsk(0, out _));
        time.Advance(TimeSpan.FromHours(1));
        lane.StopAsking(time.GetTimestamp());
        Assert.Equal(AppendResult.Appended, lane.TryAppend(Packet));
        Assert.Equal([time.GetTimestamp()], TimestampsOf(lane));
    }

    private static IEnumerable<long> TimestampsOf(Lane lane)
    {
        List<long> timestamps = [];
        for (long position = 0; lane.Ring.TryRead(position, out RingRecord record); position = record.End)
        {
            timestamps.Add(record.Timestamp);
        }

        return timestamps;
    }

    private static Task OnThread(Action run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Fails when that takes longer than any scheduling does: somebody waits for a call that does not come.</summary>
    private static void SpinUntil(Func<bool> condition)
    {
        long started = 0;
        for (int spins = 1; !condition(); spins++)
        {
            if (spins % 10_000 == 0)
            {
                started = started == 0 ? TimeProvider.System.GetTimestamp() : started;
                Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "A wake-up was lost.");
                Thread.Yield();
            }
        }
    }

    private void Consume(int records)
    {
        while (_taken < records)
        {
            long position = _lane.Ring.Confirmed;
            if (_lane.TryReadOrAsk(position, out RingRecord record))
            {
                _lane.StopAsking(TimeProvider.System.GetTimestamp());
                _lane.Release(record.End);
                Volatile.Write(ref _taken, _taken + 1);
                continue;
            }

            ValueTask call = _lane.Wake.WaitAsync(Timeout.InfiniteTimeSpan);
            SpinUntil(() => call.IsCompleted);
            call.GetAwaiter().GetResult();
            _lane.StopAsking(TimeProvider.System.GetTimestamp());
        }
    }
}
