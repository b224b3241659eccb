using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public sealed class HeapEventRingTests() : EventRingContract(new EventRing(RingMemory.OnHeap(Capacity)))
{
    /// <summary>A claim's position is kept modulo 4 TiB and its number modulo 2^24: a ring just before both goes on over them.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData((1L << 42) - Capacity, (1 << 24) - 3)]
    [InlineData((3L << 42) - Capacity, (7L << 24) - 1)]
    [InlineData((5L << 42) - RecordHeader.Alignment, (5L << 24) + 1)]
    public unsafe void TryAppend_PastTheEndOfTheClaimWord_PositionsAndCountsGoOn(long begin, long appended)
    {
        HeapRingMemory memory = new(Capacity);
        *(long*)(memory.Start + RingLayout.Claimed) = ClaimWord.Of(begin, appended);
        *(long*)(memory.Start + RingLayout.Confirmed) = begin;
        *(long*)(memory.Start + RingLayout.FreedSeen) = begin;
        *(long*)(memory.Start + RingLayout.AppendedBefore) = appended;
        EventRing ring = new(memory);
        long position = begin;
        byte[] packet = new byte[100];
        for (int i = 1; i <= 1000; i++)
        {
            packet[0] = (byte)i;
            Assert.Equal(AppendResult.Appended, ring.TryAppend(packet, i));
            Assert.Equal(appended + i, ring.Appended);
            Assert.True(ring.TryRead(position, out RingRecord record));
            Assert.Equal((packet[0], (long)i, ring.Claimed), (record.Packet[0], record.Timestamp, record.End));
            position = record.End;
            if (i % 7 == 0)
            {
                ring.Release(position);
                Assert.Equal(appended + i, ring.Appended);
            }
        }

        ring.Seal();
        Assert.Equal((position, appended + 1000, AppendResult.Sealed), (ring.Claimed, ring.Appended, ring.TryAppend(packet, 0)));
    }
}
