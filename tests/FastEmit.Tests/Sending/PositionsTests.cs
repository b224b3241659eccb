using FastEmit.Buffers;
using FastEmit.Sending;

namespace FastEmit.Tests.Sending;

public sealed class PositionsTests
{
    private readonly EventRing _ring = new(RingMemory.OnHeap(64 << 10));

    [Fact]
    public void Rewind_Unconfirmed_GoesBackAndRemembersTheFurthest()
    {
        Positions positions = new(_ring);
        long first = Append(0);
        long second = Append(first);
        positions.Advance(second);
        positions.Mark();
        _ring.Release(first);
        positions.Rewind();
        Assert.Equal(first, positions.Sent);
        Assert.Equal(second, positions.EverSent);
        Assert.True(positions.IsSettled);
        Assert.Equal(0, positions.UnmarkedBytes);
    }

    [Fact]
    public void Skip_RecordThatIsNotWritten_CountsAsSentButNotAsEverSent()
    {
        Positions positions = new(_ring);
        long end = Append(0);
        positions.Skip(end);
        Assert.Equal((end, 0L, end), (positions.Sent, positions.EverSent, positions.UnmarkedBytes));
        Assert.False(positions.IsSettled);
    }

    [Fact]
    public void WaitingBytes_Claimed_IsWhatLiesBehindSent()
    {
        Positions positions = new(_ring);
        long end = Append(0);
        Assert.Equal(end, positions.WaitingBytes);
        positions.Advance(end);
        Assert.Equal(0, positions.WaitingBytes);
    }

    private long Append(long at)
    {
        Assert.Equal(AppendResult.Appended, _ring.TryAppend("42[\"e\",1]"u8, 1));
        Assert.True(_ring.TryRead(at, out RingRecord record));
        return record.End;
    }
}
