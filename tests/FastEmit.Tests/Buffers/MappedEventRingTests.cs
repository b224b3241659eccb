using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public class MappedEventRingTests : EventRingContract, IDisposable
{
    private readonly RingFolder _folder;

    public MappedEventRingTests()
        : this(new RingFolder())
    {
    }

    private protected MappedEventRingTests(RingFolder folder)
        : base(folder.Consume(Capacity)) => _folder = folder;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A producer that is stopped holds back what lies behind its claim; then nothing is left to read and to release.</summary>
    [Fact]
    public void Unblock_ProducerHasGivenItsClaimBackAfterTheRingFilled_FreesTheRing()
    {
        using RingFolder folder = new(_folder.Backing);
        EventRing ring = folder.Consume(Capacity);
        EventRing producer = folder.Produce(Capacity);
        Assert.Equal(AppendResult.Appended, producer.TryClaim(8, out long claim));
        long position = ring.Confirmed;
        Assert.True(ring.Unblock(ref position, giveUpOnLiving: true));
        while (ring.TryAppend("42[\"e\"]"u8, 1) == AppendResult.Appended)
        {
        }

        position = ring.Claimed;
        ring.Release(position);
        Assert.Equal(AppendResult.Full, ring.TryAppend("42[\"e\"]"u8, 1));

        Assert.False(producer.Commit(claim, 8, 1));
        Assert.False(ring.Unblock(ref position, giveUpOnLiving: false));
        Assert.Equal(AppendResult.Appended, ring.TryAppend("42[\"e\"]"u8, 1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 100)]
    [InlineData(0, RingLayout.MinCapacity)]
    public void Unblock_FileTruncated_NoProducerIsLetIntoWhatIsLost(int length, int extended)
    {
        Assert.SkipWhen(_folder.Backing is PortableFiles, "Promised on Linux alone: a byte that is gone ends the process.");
        using RingFolder folder = new();
        EventRing ring = folder.Consume();
        Assert.Equal(AppendResult.Appended, ring.TryAppend("kept in the file"u8, 0));
        using (FileStream file = new(folder.RingPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            file.SetLength(length);
            file.SetLength(extended);
        }

        Assert.False(ring.TryGetClaimed(out _));
        long position = 0;
        Assert.False(ring.TryRead(position, out _));
        Assert.False(ring.Unblock(ref position, giveUpOnLiving: true));
        Assert.Equal(AppendResult.Full, ring.TryAppend("lost with the file"u8, 0));
    }
}
