using System.Buffers;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Tests.Spooling;

public sealed class RingSalvageTests : IDisposable
{
    private const int Capacity = 4096;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-salvage-");

    private string RingPath => Path.Combine(_folder.FullName, "a.0.ring");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_WholeFile_HasWhatIsNotConfirmedInOrder()
    {
        // Two laps, so that the oldest is not the first in the file.
        using (MappedRingMemory memory = RingFile.OpenAsConsumer(RingPath, Capacity, TimeProvider.System, out _))
        {
            EventRing ring = new(memory);
            ring.Recover(0);
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(AppendResult.Appended, ring.TryAppend(Packet(i), 0));
                if (i < 170)
                {
                    Assert.True(ring.TryRead(ring.Confirmed, out RingRecord record));
                    ring.Release(record.End);
                }
            }
        }

        (SalvageReport report, string[] lines) = Run();
        Assert.Equal((30, 0, null), (report.Events, report.Unverified, report.Problem));
        Assert.Equal(Enumerable.Range(170, 30).Select(Line), lines);
    }

    [Fact]
    public void Run_HeaderAndCursorsGone_HasTheEventsAndSaysThatNothingProvesThem()
    {
        Fill(10);
        Change(0, new byte[RingLayout.CursorBytes]);
        (SalvageReport report, string[] lines) = Run();
        Assert.Equal((10, 10), (report.Events, report.Unverified));
        Assert.Contains("only zeros", report.Problem, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 10).Select(Line), lines);
    }

    [Fact]
    public void Run_CutOffInTheMiddle_HasWhatIsLeft()
    {
        Fill(10);
        using (FileStream file = new(RingPath, FileMode.Open))
        {
            file.SetLength(RingLayout.SharedData + (3 * RecordHeader.RecordSize(Packet(0).Length)) + 20);
        }

        (SalvageReport report, string[] lines) = Run();
        Assert.Equal((3, 0), (report.Events, report.Unverified));
        Assert.Equal(Enumerable.Range(0, 3).Select(Line), lines);
    }

    [Fact]
    public void Run_DamagedRecord_LosesThatOneAlone()
    {
        Fill(10);
        Change(RingLayout.SharedData + (4L * RecordHeader.RecordSize(Packet(0).Length)) + RecordHeader.Size + 3, [0xFF, 0xFF, 0xFF]);
        (SalvageReport report, string[] lines) = Run();
        Assert.Equal((9, 0), (report.Events, report.Unverified));
        Assert.Equal(Enumerable.Range(0, 10).Except([4]).Select(Line), lines);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Run_NoRingFile_FindsNothingAndSaysWhy(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(RingPath, bytes);
        (SalvageReport report, _) = Run();
        Assert.Equal(0, report.Events);
        Assert.NotNull(report.Problem);
    }

    private static byte[] Packet(int number) => Encoding.UTF8.GetBytes($"42/ns,[\"e{number:000}\",{{\"n\":{number:000000}}}]".Replace(":0", ":9", StringComparison.Ordinal));

    private static string Line(int number) => Encoding.UTF8.GetString(Packet(number)) is var packet
        ? $"{{\"namespace\":\"/ns\",\"event\":{packet[packet.IndexOf('"', StringComparison.Ordinal)..packet.IndexOf(',', 6)]},\"data\":{packet[(packet.IndexOf(',', 6) + 1)..^1]}}}"
        : "";

    private void Fill(int events)
    {
        EventRing ring = new(RingFile.OpenAsProducer(RingPath, Capacity, TimeProvider.System, out _));
        for (int i = 0; i < events; i++)
        {
            Assert.Equal(AppendResult.Appended, ring.TryAppend(Packet(i), 0));
        }
    }

    private void Change(long offset, byte[] bytes)
    {
        using FileStream file = new(RingPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(bytes);
    }

    private (SalvageReport Report, string[] Lines) Run()
    {
        ArrayBufferWriter<byte> output = new();
        SalvageReport report = RingSalvage.Run(RingPath, output);
        return (report, Encoding.UTF8.GetString(output.WrittenSpan).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
