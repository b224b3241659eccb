using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Lanes;

namespace FastEmit.Tests.Delivery;

public sealed class FillWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Packet = new byte[128 - RecordHeader.Size];

    private readonly EventRing _ring = new(RingMemory.OnHeap(4096));
    private readonly FillWatch _watch;
    private int _reports;

    public FillWatchTests() => _watch = new FillWatch(_ring, high: 3072, low: 1024, new FillReporter(_ => Interlocked.Increment(ref _reports)));

    [Fact]
    public void OnFilled_BetweenTheMarks_NothingIsReported()
    {
        Append(25);
        Expect(1);
        for (int i = 0; i < 100; i++)
        {
            Release(15);
            Append(15);
        }

        Expect(1);
        Release(17);
        Expect(2);
        Append(16);
        Expect(2);
        Append(1);
        Expect(3);
    }

    [Fact]
    public void MayBeFull_HighWaterIsNoticed_WaitsForTheFullMark()
    {
        Append(24);
        Assert.False(_ring.MayBeFull);
        Append(1);
        Assert.True(_ring.IsFull is false);
        Assert.False(_ring.MayBeFull, "Noticed once, the high water must not cost producers anything any more.");
        Append(4);
        Assert.True(_ring.IsFull);
    }

    [Fact]
    public async Task OnFilled_ProducerAgainstSender_EndsLow()
    {
        // Whatever the interleaving, a drained ring is low: both sides together must not miss it.
        for (int round = 0; round < 2_000; round++)
        {
            Append(24);
            Task releasing = Task.Run(() => Release(24), TestContext.Current.CancellationToken);
            Append(1);
            await releasing;
            Release(1);
            Assert.False(_watch.IsHigh);
        }
    }

    private void Expect(int reports) => Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _reports) == reports, Patience));

    private void Append(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(AppendResult.Appended, _ring.TryAppend(Packet, 0));
            if (_ring.MayBeFull)
            {
                _ = _ring.IsFull;
                _watch.OnFilled();
            }
        }
    }

    private void Release(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(_ring.TryRead(_ring.Confirmed, out RingRecord record));
            _ring.Release(record.End);
            _watch.OnReleased();
        }
    }
}
