using FastEmit.Buffers;
using FastEmit.RingProducer;

namespace FastEmit.Tests.Buffers;

/// <summary>A ring file with several processes at it, some of which are killed.</summary>
public class RingProcessTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly RingFolder _folder;
    private readonly int _kills;

    public RingProcessTests(ITestOutputHelper output)
        : this(output, FileBacking.Current, kills: 50)
    {
    }

    private protected RingProcessTests(ITestOutputHelper output, FileBacking backing, int kills)
    {
        _output = output;
        _folder = new RingFolder(backing);
        _kills = kills;
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Append_ProducerKilledAtRandomMoments_LosesNothingItReported()
    {
        Random random = new(11);
        EventRing ring = _folder.Consume(NumberedPacket.RingCapacity);
        long position = 0;
        int next = 0;
        int torn = 0;
        for (int kill = 0; kill < _kills; kill++)
        {
            using RingProcess producer = _folder.Start("append", 1, next, int.MaxValue / 2);
            int reported = -1;
            for (int reports = random.Next(1, 200); reports > 0; reports--)
            {
                reported = (int)producer.Next()!.Value;
                next = Drain(ring, ref position, next);
            }

            List<long> rest = producer.Kill();
            reported = rest.Count == 0 ? reported : (int)rest[^1];
            long before = position;
            next = Drain(ring, ref position, next);
            Assert.True(next > reported, $"Kill {kill}: packet {reported} was reported, but the last one read is {next - 1}.");

            // All that is left is what the dead process had claimed: nothing keeps the reader there.
            ring.Release(position);
            Assert.Equal(ring.Claimed, position);
            torn += before == position ? 0 : 1;
        }

        _output.WriteLine($"{next} packets from {_kills} processes; {ring.Claimed >> 16} laps");
        Assert.Equal(next, ring.Appended);
        Assert.Equal(0, ring.DamagedBytes);
    }

    [Fact]
    public void Append_ConsumerKilledAtRandomMoments_TheNextOneFindsAllInOrder()
    {
        Random random = new(12);
        int next = 0;
        for (int kill = 0; kill < _kills; kill++)
        {
            int reported = -1;
            int releasing = -1;
            using (RingProcess owner = _folder.Start("own", 2, next))
            {
                List<long> reports = [];
                for (int count = random.Next(1, 400); count > 0; count--)
                {
                    reports.Add(owner.Next()!.Value);
                }

                reports.AddRange(owner.Kill());
                reported = (int)reports.Where(static r => r >= 0).Append(-1).Max();
                releasing = (int)reports.Where(static r => r < 0).Select(static r => ~r).Append(-1).Max();
            }

            EventRing ring = _folder.Consume(NumberedPacket.RingCapacity);
            Assert.Equal(0, _folder.Recovery.DamagedBytes);
            long records = _folder.Recovery.Records;
            long position = ring.Confirmed;
            int first = ring.TryRead(position, out RingRecord record) ? NumberedPacket.NumberIn(record.Packet) : reported + 1;
            Assert.True(
                first <= (releasing < 0 ? next : releasing + 1),
                $"Kill {kill}: packet {first} comes first, but only up to {releasing} was released.");
            next = Drain(ring, ref position, first);
            Assert.True(next > reported, $"Kill {kill}: packet {reported} was reported, but the last one read is {next - 1}.");
            Assert.Equal(next - first, records);
            ring.Release(position);
            _folder.Close();
        }
    }

    [Fact]
    public async Task Append_ManyProcessesAtOnce_EachOnesPacketsArriveOnceInOrder()
    {
        const int Processes = 8;
        const int Each = 20_000;
        EventRing ring = _folder.Consume(NumberedPacket.RingCapacity);
        RingProcess[] producers = [.. Enumerable.Range(0, Processes).Select(id => _folder.Start("append", id, 0, Each))];
        Task[] reports = [.. producers.Select(static p => Task.Run(() =>
        {
            while (p.Next() is not null)
            {
            }
        }))];
        int[] next = new int[Processes];
        long position = 0;
        int read = 0;
        SpinWait spin = default;
        while (read < Processes * Each)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (!ring.TryRead(position, out RingRecord record))
            {
                ring.Release(position);
                spin.SpinOnce(sleep1Threshold: -1);
                continue;
            }

            Assert.True(NumberedPacket.IsWhole(record.Packet), "A packet was torn.");
            Assert.Equal(next[NumberedPacket.IdIn(record.Packet)]++, NumberedPacket.NumberIn(record.Packet));
            position = record.End;
            if (++read % 16 == 0)
            {
                ring.Release(position);
            }
        }

        // The reports are read to their end before the pipes that bring them are disposed.
        await Task.WhenAll(reports);
        foreach (RingProcess producer in producers)
        {
            producer.WaitForExit();
            producer.Dispose();
        }

        Assert.Equal(Processes * Each, ring.Appended);
    }

    [Fact]
    public void Unblock_OwnerKilledBetweenClaimAndCommit_PassesItAtOnce()
    {
        EventRing ring = _folder.Consume(NumberedPacket.RingCapacity);
        using RingProcess producer = _folder.Start("claim");
        long position = producer.Next()!.Value;
        ring.TryAppend("after"u8, 0);
        Assert.False(ring.Unblock(ref position, giveUpOnLiving: false)); // it lives
        Assert.False(ring.TryRead(position, out _));

        producer.Kill();

        Assert.True(ring.Unblock(ref position, giveUpOnLiving: false));
        Assert.True(ring.TryRead(position, out RingRecord record));
        Assert.Equal("after"u8, record.Packet);
        ring.Release(record.End);
        FillLaps(ring);
    }

    [Fact]
    public void Unblock_OwnerAliveButSlow_ReadsOnAndTheLateCommitHarmsNobody()
    {
        EventRing ring = _folder.Consume(NumberedPacket.RingCapacity);
        using RingProcess producer = _folder.Start("claim");
        long position = producer.Next()!.Value;
        ring.TryAppend("after"u8, 0);

        Assert.True(ring.Unblock(ref position, giveUpOnLiving: true));
        Assert.True(ring.TryRead(position, out RingRecord record));
        position = record.End;
        ring.Release(position);
        Assert.Equal(position, ring.Confirmed);

        // Its bytes are not given to anybody else while it lives: one lap's worth fits, and no more.
        byte[] packet = new byte[1000];
        while (ring.TryAppend(packet, 0) == AppendResult.Appended)
        {
            Assert.True(ring.TryRead(position, out record));
            position = record.End;
            ring.Release(position);
        }

        Assert.True(ring.Claimed < ring.Capacity);
        producer.GoOn();
        Assert.Equal(0, producer.Next());
        ring.Release(position);
        FillLaps(ring);
    }

    [Fact]
    public void OpenAsConsumer_ReadByAnotherProcess_IsRefusedUntilThatIsKilled()
    {
        using RingProcess owner = _folder.Start("own", 3, 0);
        owner.Next();
        RingFileException refused = Assert.Throws<RingFileException>(() => _folder.Consume(NumberedPacket.RingCapacity));
        Assert.Equal(RingFileProblem.InUse, refused.Problem);
        owner.Kill();
        Assert.True(_folder.Consume(NumberedPacket.RingCapacity).TryAppend("mine"u8, 0) == AppendResult.Appended);
    }

    /// <summary>Appends and reads a few laps, which shows that every byte is free again.</summary>
    private static void FillLaps(EventRing ring)
    {
        long position = ring.Confirmed;
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal(AppendResult.Appended, ring.TryAppend(new byte[300], 0));
            Assert.True(ring.TryRead(position, out RingRecord record));
            position = record.End;
            ring.Release(position);
        }
    }

    /// <summary>Reads what there is, past what dead processes left, and returns the number that comes next.</summary>
    private static int Drain(EventRing ring, ref long position, int next)
    {
        do
        {
            while (ring.TryRead(position, out RingRecord record))
            {
                Assert.True(NumberedPacket.IsWhole(record.Packet), "A packet was torn.");
                Assert.Equal(next++, NumberedPacket.NumberIn(record.Packet));
                position = record.End;
            }
        }
        while (ring.Unblock(ref position, giveUpOnLiving: false));
        ring.Release(position);
        return next;
    }
}
