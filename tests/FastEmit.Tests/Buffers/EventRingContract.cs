using System.Text;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>What a ring promises, wherever it lives.</summary>
public abstract class EventRingContract
{
    protected const int Capacity = RingLayout.MinCapacity;

    private readonly EventRing _ring;

    private protected EventRingContract(EventRing ring) => _ring = ring;

    [Fact]
    public void TryRead_EmptyRing_FindsNothing() => Assert.False(_ring.TryRead(0, out _));

    [Fact]
    public void TryRead_ClaimWithoutCommit_FindsNothingUntilCommit()
    {
        Assert.Equal(AppendResult.Appended, _ring.TryClaim(3, out long position));
        "abc"u8.CopyTo(_ring.Payload(position, 3));
        Assert.False(_ring.TryRead(0, out _));

        _ring.Commit(position, 3, 42);

        Assert.True(_ring.TryRead(0, out RingRecord record));
        Assert.Equal("abc"u8, record.Packet);
        Assert.Equal(42, record.Timestamp);
    }

    [Fact]
    public void TryRead_LaterRecordCommittedFirst_WaitsForTheEarlierOne()
    {
        _ring.TryClaim(8, out long first);
        Append("second");

        Assert.False(_ring.TryRead(0, out _));
        _ring.Commit(first, 8, 0);
        Assert.True(_ring.TryRead(0, out RingRecord record));
        Assert.True(_ring.TryRead(record.End, out record));
        Assert.Equal("second"u8, record.Packet);
    }

    [Fact]
    public void TryAppend_EveryLengthAtEveryOffset_ComesBackIntact()
    {
        // Steps of 8 bytes around the end of the data: each length meets each distance to the end.
        byte[] packet = new byte[_ring.MaxPacketLength];
        long position = 0;
        for (int length = 1; length <= _ring.MaxPacketLength; length += 7)
        {
            for (int filler = 1; filler <= 64; filler += 8)
            {
                position = Cycle(packet.AsSpan(0, filler), position);
                Random.Shared.NextBytes(packet);
                position = Cycle(packet.AsSpan(0, length), position);
            }
        }
    }

    [Fact]
    public void TryAppend_FullRing_RefusesUntilReleased()
    {
        byte[] packet = new byte[112]; // 128 bytes with its header, so that a lap has no padding
        int appended = 0;
        while (_ring.TryAppend(packet, 0) == AppendResult.Appended)
        {
            appended++;
        }

        Assert.Equal((Capacity - RecordHeader.Alignment) / RecordHeader.RecordSize(112), appended);
        Assert.Equal(appended, _ring.Appended);
        Assert.True(_ring.IsFull);

        Assert.True(_ring.TryRead(0, out RingRecord first));
        _ring.Release(first.End);
        Assert.Equal(AppendResult.Appended, _ring.TryAppend(packet, 0));
    }

    [Fact]
    public void TryRead_RingFullToTheLastUnit_StopsAtTheLastRecord()
    {
        // 15 records of 256 bytes and one of 248 leave just the one unit that always stays free.
        for (int i = 0; i < 15; i++)
        {
            Assert.Equal(AppendResult.Appended, _ring.TryAppend(new byte[256 - RecordHeader.Size], 0));
        }

        Assert.Equal(AppendResult.Full, _ring.TryAppend(new byte[256 - RecordHeader.Size], 0));
        Assert.Equal(AppendResult.Appended, _ring.TryAppend(new byte[248 - RecordHeader.Size], 0));
        Assert.Equal(AppendResult.Full, _ring.TryAppend(new byte[1], 0));
        long position = 0;
        int read = 0;
        while (_ring.TryRead(position, out RingRecord record))
        {
            position = record.End;
            read++;
        }

        Assert.Equal(16, read);
    }

    [Fact]
    public void TryAppend_LargestPacketAtEveryOffset_FitsAnEmptyRing()
    {
        byte[] largest = new byte[_ring.MaxPacketLength];
        long position = 0;
        for (int i = 0; i < 2 * Capacity / RecordHeader.Alignment; i++)
        {
            position = Cycle("x"u8, position);
            position = Cycle(largest, position);
        }
    }

    [Fact]
    public void TryRead_StaleBytesThatImitateHeaders_AreNeverRecords()
    {
        // Every aligned word of the payload looks like the header of a committed record of 8 bytes.
        byte[] hostile = new byte[Capacity / 4];
        for (int i = 0; i + 8 <= hostile.Length; i += 8)
        {
            hostile[i] = 8;
        }

        long position = 0;
        for (int lap = 0; lap < 100; lap++)
        {
            position = Cycle(hostile, position);
            Assert.Equal(AppendResult.Appended, _ring.TryClaim(1 + (lap % 50), out long claim));
            Assert.False(_ring.TryRead(position, out _));
            _ring.Commit(claim, 1 + (lap % 50), 0);
            Assert.True(_ring.TryRead(position, out RingRecord record));
            position = record.End;
            _ring.Release(position);
        }
    }

    [Fact]
    public void Discard_RecordThatWasRead_IsPassedOver()
    {
        Append("one");
        Append("two");
        Append("three");
        Assert.True(_ring.TryRead(0, out RingRecord one));
        Assert.True(_ring.TryRead(one.End, out RingRecord two));

        _ring.Discard(two);

        Assert.True(_ring.TryRead(one.End, out RingRecord record));
        Assert.Equal("three"u8, record.Packet);
    }

    [Fact]
    public void Discard_EveryRecordOfAFullRing_LeavesNothingToRead()
    {
        while (_ring.TryAppend(new byte[48], 0) == AppendResult.Appended)
        {
        }

        while (_ring.TryRead(0, out RingRecord record))
        {
            _ring.Discard(record);
        }

        Assert.False(_ring.TryRead(0, out _));
    }

    [Fact]
    public void Seal_LaterClaims_AreRefusedAndEarlierOnesCommit()
    {
        _ring.TryClaim(4, out long claim);

        long end = _ring.Seal();

        Assert.True(_ring.IsSealed);
        Assert.Equal(AppendResult.Sealed, _ring.TryAppend("late"u8, 0));
        Assert.Equal(_ring.Claimed, end);
        _ring.Commit(claim, 4, 0);
        Assert.True(_ring.TryRead(0, out RingRecord record));
        Assert.Equal(end, record.End);
    }

    [Fact]
    public void TryAppend_ReadAndRelease_AllocatesNothing()
    {
        byte[] packet = new byte[200];
        long position = 0;
        Cycles(2_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Cycles(10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Cycles(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _ring.TryAppend(packet, 0);
                _ring.TryRead(position, out RingRecord record);
                position = record.End;
                _ring.Release(position);
            }
        }
    }

    [Fact]
    public void TryAppend_LargestPackets_AreReadOneByOneWhileProducersWait()
    {
        // No two of them fit: each append waits for the release of the one before, at every distance to the end.
        byte[] packet = new byte[_ring.MaxPacketLength];
        long position = 0;
        for (int i = 0; i < Capacity / RecordHeader.Alignment; i++)
        {
            packet.AsSpan().Fill((byte)i);
            Assert.Equal(AppendResult.Appended, _ring.TryAppend(packet, 0));
            Assert.Equal(AppendResult.Full, _ring.TryAppend(packet, 0));
            Assert.True(_ring.TryRead(position, out RingRecord record));
            Assert.True(packet.AsSpan().SequenceEqual(record.Packet));
            position = record.End;
            _ring.Release(position);
            position = Cycle("x"u8, position);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task TryAppend_ManyProducers_EachOnesRecordsArriveOnceInOrder(int producers)
    {
        const int Total = 400_000;
        int each = Total / producers;
        Task[] tasks = new Task[producers];
        for (int p = 0; p < producers; p++)
        {
            int id = p;
            tasks[p] = Task.Run(() => Produce(id, each), TestContext.Current.CancellationToken);
        }

        int[] next = new int[producers];
        long position = 0;
        int read = 0;
        SpinWait spin = default;
        while (read < each * producers)
        {
            if (!_ring.TryRead(position, out RingRecord record))
            {
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            int id = BitConverter.ToInt32(record.Packet);
            Assert.Equal(next[id]++, BitConverter.ToInt32(record.Packet[4..]));
            Assert.Equal(LengthOf(id, next[id] - 1), record.Packet.Length);
            Assert.True(record.Packet[8..].IndexOfAnyExcept((byte)id) < 0, "A payload was torn.");
            position = record.End;
            read++;
            if (read % 7 == 0)
            {
                _ring.Release(position);
            }
        }

        await Task.WhenAll(tasks);
        Assert.Equal(each * producers, _ring.Appended);
    }

    private static int LengthOf(int id, int sequence) => 8 + ((sequence * 31 + id) % 300);

    private void Produce(int id, int count)
    {
        Span<byte> packet = stackalloc byte[512];
        SpinWait spin = default;
        for (int i = 0; i < count; i++)
        {
            packet.Fill((byte)id);
            BitConverter.TryWriteBytes(packet, id);
            BitConverter.TryWriteBytes(packet[4..], i);
            while (_ring.TryAppend(packet[..LengthOf(id, i)], 0) != AppendResult.Appended)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private void Append(string text) => Assert.Equal(AppendResult.Appended, _ring.TryAppend(Encoding.UTF8.GetBytes(text), 0));

    /// <summary>Appends, reads back and releases one packet.</summary>
    private long Cycle(ReadOnlySpan<byte> packet, long position)
    {
        Assert.Equal(AppendResult.Appended, _ring.TryAppend(packet, position));
        Assert.True(_ring.TryRead(position, out RingRecord record));
        Assert.True(packet.SequenceEqual(record.Packet));
        Assert.Equal(position, record.Timestamp);
        Assert.False(_ring.TryRead(record.End, out _));
        _ring.Release(record.End);
        return record.End;
    }
}
