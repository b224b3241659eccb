using System.Runtime.InteropServices;
using System.Text;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

/// <summary>
/// A disk that loses power: of what was written after the last sync each sector is there or not, in any order. Whatever it is then, what
/// was in the ring at the sync and has not been released since is read, and nothing is read that was never written.
/// </summary>
public sealed class RingPowerCutTests(ITestOutputHelper output) : IDisposable
{
    private const int Capacity = 64 << 10;
    private const int Small = RingLayout.MinCapacity;
    private const int RecordSize = 64;
    private const int Sector = 512;
    private const int Cuts = 200;

    private readonly RingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Recover_AnyMixtureOfWhatWasSyncedAndWhatCameLater_HasWhatWasSyncedAndNotReleased()
    {
        Random random = new(19);
        EventRing ring = _folder.Consume(Capacity);
        int next = 0;
        long released = 0;
        long damaged = 0;
        using RingFolder after = new();
        for (int cut = 0; cut < Cuts; cut++)
        {
            Work(ring, random, ref next, ref released);
            byte[] synced = File.ReadAllBytes(_folder.RingPath);
            int promised = next;
            List<byte[]> later = [];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                Work(ring, random, ref next, ref released);
                later.Add(File.ReadAllBytes(_folder.RingPath));
            }

            File.WriteAllBytes(after.RingPath, Cut(synced, later, random));
            EventRing found = after.Consume(Capacity);
            Assert.Null(after.SetAside);
            int[] numbers = [.. Read(found)];
            Assert.True(numbers.Zip(numbers.Skip(1)).All(static pair => pair.First < pair.Second), $"Cut {cut}: not in order.");
            Assert.All(numbers, number => Assert.InRange(number, 0, next - 1));
            Assert.Empty(Enumerable.Range((int)released, Math.Max(0, promised - (int)released)).Except(numbers));
            damaged += after.Recovery.DamagedBytes == 0 ? 0 : 1;
            after.Close();
            File.Delete(after.RingPath);
            foreach (string copy in after.BadFiles)
            {
                File.Delete(copy);
            }
        }

        output.WriteLine($"{next} packets, {damaged} of {Cuts} cuts found damage");
        Assert.NotEqual(0, damaged);
    }

    /// <summary>The sector behind the cursor is the last lap's: its records stand where nothing is claimed.</summary>
    [Fact]
    public void TryAppend_RecordsOfTheLastLapBehindTheCursor_AreNotReadAndKeepNobodyOut()
    {
        EventRing ring = _folder.Consume(Small);
        Fill(ring, 0, Small / RecordSize / 2);
        byte[] full = File.ReadAllBytes(_folder.RingPath);
        ring.Release(ring.Claimed);
        Fill(ring, 0, Small / RecordSize / 2);
        ring.Release(ring.Claimed);
        byte[] disk = File.ReadAllBytes(_folder.RingPath);
        int stale = RingLayout.SharedData + Sector;
        full.AsSpan(stale, Sector).CopyTo(disk.AsSpan(stale));
        Replace(disk);

        ring = _folder.Consume(Small);
        int perSector = Sector / RecordSize;
        Fill(ring, 1_000, perSector);
        Assert.Equal(Enumerable.Range(1_000, perSector), Read(ring));
        Fill(ring, 2_000, 2 * perSector);
        Assert.Equal([.. Enumerable.Range(1_000, perSector), .. Enumerable.Range(2_000, 2 * perSector)], Read(ring));
        Assert.Equal(0, ring.DamagedBytes);
    }

    /// <summary>Producers share a copy of the cursor that frees room. It lies in another sector.</summary>
    [Fact]
    public void TryAppend_CopyOfTheFreedCursorNewerThanTheCursor_ClaimsNoMoreThanThereIs()
    {
        EventRing ring = _folder.Consume(Small);
        Fill(ring, 0, 1);
        byte[] disk = File.ReadAllBytes(_folder.RingPath);
        BitConverter.TryWriteBytes(disk.AsSpan(RingLayout.FreedSeen), (long)Small / 2);
        Replace(disk);

        EventRing producer = _folder.Produce(Small);
        while (producer.TryAppend(Packet(0), 0) == AppendResult.Appended)
        {
        }

        Assert.InRange(producer.Claimed - producer.Confirmed, Small / 2, Small - RecordHeader.Alignment);
        Assert.Equal(0, Read(_folder.Consume(Small)).First());
    }

    /// <summary>The numbers of processes are counted in the file: the next one may get that of one that was in the middle of a claim.</summary>
    [Fact]
    public void Recover_ClaimOfAProcessWithTheSameNumber_IsPassedOverAndFreed()
    {
        EventRing ring = _folder.Consume(Small);
        byte[] numbers = File.ReadAllBytes(_folder.RingPath)[RingLayout.CursorBytes..RingLayout.SharedData];
        foreach (ref int generation in MemoryMarshal.Cast<byte, int>(numbers.AsSpan()))
        {
            generation = Math.Max(0, generation - 1);
        }

        Assert.Equal(AppendResult.Appended, ring.TryClaim(40, out _));
        Fill(ring, 1, 1);
        byte[] disk = File.ReadAllBytes(_folder.RingPath);
        numbers.CopyTo(disk, RingLayout.CursorBytes);
        Replace(disk);

        ring = _folder.Consume(Small);
        Assert.Equal(1, _folder.Recovery.Abandoned);
        Assert.True(ring.TryRead(ring.Confirmed, out RingRecord record));
        Assert.Equal(1, Number(record.Packet));
        ring.Release(record.End);
        Fill(ring, 2, (Small / RecordSize) - 1); // all of it: nothing is held
    }

    /// <summary>Where the cursor was taken back lies what was written there in the next lap, a packet's text too.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Recover_TextThatReadsAsPaddingOrClaim_HidesNoRecord(bool isPadding)
    {
        EventRing ring = _folder.Consume(Small);
        Fill(ring, 0, 4);
        byte[] disk = File.ReadAllBytes(_folder.RingPath);
        long word = isPadding ? RecordWord.Padding(4 * RecordSize) : RecordWord.Claimed((4 * RecordSize) - RecordHeader.Size, owner: 1);
        BitConverter.TryWriteBytes(disk.AsSpan(RingLayout.SharedData), word);
        Replace(disk);

        Assert.Equal([1, 2, 3], Read(_folder.Consume(Small)));
    }

    private static void Fill(EventRing ring, int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            Assert.Equal(AppendResult.Appended, ring.TryAppend(Packet(number), 0));
        }
    }

    /// <summary>A packet whose record takes <see cref="RecordSize"/> bytes.</summary>
    private static byte[] Packet(int number) => Encoding.UTF8.GetBytes($"42[\"n\",{number},\"".PadRight(RecordSize - RecordHeader.Size - 2, 'x') + "\"]");

    /// <summary>The machine comes back with this on its disk.</summary>
    private void Replace(byte[] disk)
    {
        _folder.Close();
        File.Delete(_folder.RingPath);
        File.WriteAllBytes(_folder.RingPath, disk);
    }

    /// <summary>Appends and releases at random. The file's cursors and data are never all of one moment on the disk.</summary>
    private static void Work(EventRing ring, Random random, ref int next, ref long released)
    {
        for (int steps = random.Next(1, 300); steps > 0; steps--)
        {
            if (random.Next(3) != 0)
            {
                string packet = $"42[\"n\",{next},\"{new string('x', random.Next(200))}\"]";
                next += ring.TryAppend(Encoding.UTF8.GetBytes(packet), 0) == AppendResult.Appended ? 1 : 0;
            }
            else if (ring.TryRead(ring.Confirmed, out RingRecord record))
            {
                released = Number(record.Packet) + 1;
                ring.Release(record.End);
            }
        }
    }

    private static byte[] Cut(byte[] synced, List<byte[]> later, Random random)
    {
        byte[] disk = [.. synced];
        for (int offset = 0; offset < disk.Length; offset += Sector)
        {
            if (random.Next(2) == 0)
            {
                later[random.Next(later.Count)].AsSpan(offset, Sector).CopyTo(disk.AsSpan(offset));
            }
        }

        return disk;
    }

    private static IEnumerable<int> Read(EventRing ring)
    {
        List<int> numbers = [];
        long position = ring.Confirmed;
        while (true)
        {
            if (ring.TryRead(position, out RingRecord record))
            {
                numbers.Add(Number(record.Packet));
                position = record.End;
            }
            else if (!ring.Unblock(ref position, giveUpOnLiving: true))
            {
                return numbers;
            }
        }
    }

    private static int Number(ReadOnlySpan<byte> packet)
    {
        string text = Encoding.UTF8.GetString(packet);
        Assert.StartsWith("42[\"n\",", text, StringComparison.Ordinal);
        return int.Parse(text.AsSpan(7, text.IndexOf(',', 7) - 7), System.Globalization.CultureInfo.InvariantCulture);
    }
}
