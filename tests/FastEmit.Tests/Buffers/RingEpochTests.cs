using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>The epoch of a ring file goes on when its positions do, and never when one could be used twice.</summary>
public sealed class RingEpochTests : IDisposable
{
    private const int Capacity = 4096;
    private const string Promised = "Promised on Linux alone: other systems do not tell whether they were started anew.";

    private readonly string _folder = Directory.CreateTempSubdirectory("fastemit-epoch-").FullName;

    private string Prefix => Path.Combine(_folder, "events");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_FileOfAnEarlierConsumer_GoesOnWithItsEpoch()
    {
        Assert.SkipUnless(FileBacking.Current is LinuxFiles, Promised);
        ulong first = EpochOf(Prefix);

        Assert.Equal(first, EpochOf(Prefix));
        Assert.NotEqual(first, EpochOf(Prefix + "-other"));
    }

    [Fact]
    public void Open_CopyOfAFile_BeginsAnEpoch()
    {
        ulong first = EpochOf(Prefix);
        File.Copy(PathOf(Prefix), PathOf(Prefix + "-copy"));

        Assert.NotEqual(first, EpochOf(Prefix + "-copy"));
    }

    [Fact]
    public void Open_CopyInThePlaceOfTheFile_BeginsAnEpoch()
    {
        ulong first = EpochOf(Prefix);
        File.Copy(PathOf(Prefix), PathOf(Prefix) + ".copy");
        File.Move(PathOf(Prefix) + ".copy", PathOf(Prefix), overwrite: true);

        Assert.NotEqual(first, EpochOf(Prefix));
    }

    [Fact]
    public void Open_DamagedRecords_BeginsAnEpoch()
    {
        ulong first;
        using (LaneRings rings = Open(Prefix))
        {
            first = rings.Rings[0].Epoch;
            rings.Rings[0].TryAppend("42[\"e\",{\"n\":1}]"u8, 1);
        }

        using (FileStream file = File.OpenWrite(PathOf(Prefix)))
        {
            file.Position = RingLayout.SharedData + RecordHeader.Size;
            file.WriteByte((byte)'x');
        }

        Assert.NotEqual(first, EpochOf(Prefix));
    }

    [Fact]
    public void MoveIfLost_FileDeleted_BeginsAnEpochThatGoesOnInTheNewFile()
    {
        Assert.SkipUnless(FileBacking.Current is LinuxFiles, Promised);
        ulong first;
        ulong second;
        using (LaneRings rings = Open(Prefix))
        {
            EventRing ring = rings.Rings[0];
            first = ring.Epoch;
            File.Delete(PathOf(Prefix));
            Assert.NotNull(ring.MoveIfLost(TimeProvider.System));
            second = ring.Epoch;
        }

        Assert.NotEqual(first, second);
        Assert.Equal(second, EpochOf(Prefix));
    }

    [Fact]
    public void Epoch_RingsOnTheHeap_AreDifferent() =>
        Assert.NotEqual(new EventRing(RingMemory.OnHeap(Capacity)).Epoch, new EventRing(RingMemory.OnHeap(Capacity)).Epoch);

    private static string PathOf(string prefix) => $"{prefix}.0.ring";

    private static LaneRings Open(string prefix) => LaneRings.Open(1, Capacity, prefix, TimeProvider.System);

    private static ulong EpochOf(string prefix)
    {
        using LaneRings rings = Open(prefix);
        return rings.Rings[0].Epoch;
    }
}
