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
