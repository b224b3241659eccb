using System.Globalization;
using System.Text;
using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public class RingFileTests : IDisposable
{
    private readonly RingFolder _folder;

    public RingFileTests()
        : this(FileBacking.Current)
    {
    }

    private protected RingFileTests(FileBacking backing) => _folder = new RingFolder(backing);

    private bool IsPortable => _folder.Backing is PortableFiles;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void OpenAsConsumer_NewFile_IsReadableByItsOwnerAlone()
    {
        _folder.Consume();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(_folder.RingPath).UnixFileMode);
        Assert.Equal([_folder.RingPath], _folder.Files);
    }

    [Fact]
    public void OpenAsProducer_ManyAtOnceWhereNoFileIs_AppendToOneFile()
    {
        const int Producers = 4;
        for (int round = 0; round < 100; round++)
        {
            using RingFolder folder = new(_folder.Backing);
            using Barrier barrier = new(Producers);
            Thread[] producers = [.. Enumerable.Range(0, Producers).Select(_ => new Thread(() =>
            {
                barrier.SignalAndWait();
                folder.Produce().TryAppend("from one of them"u8, 0);
            }))];
            Array.ForEach(producers, static producer => producer.Start());
            Array.ForEach(producers, static producer => producer.Join());

            folder.Consume();
            Assert.Equal(Producers, folder.Recovery.Records);
        }
    }

    [Fact]
    public void OpenAsConsumer_SecondConsumer_IsRefusedAndToldByWhom()
    {
        _folder.Consume();
        RingFileException refused = Assert.Throws<RingFileException>(
            () => RingFile.OpenAsConsumer(_folder.RingPath, RingLayout.MinCapacity, TimeProvider.System, out _, _folder.Backing));
        Assert.Equal(RingFileProblem.InUse, refused.Problem);
        Assert.Contains(_folder.RingPath, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAsConsumer_AfterTheFirstHasClosed_ReadsWhatIsLeftInOrder()
    {
        EventRing first = _folder.Consume();
        Append(first, "one", "two", "three");
        Assert.True(first.TryRead(0, out RingRecord record));
        first.Release(record.End);
        first.Seal();

        EventRing second = _folder.Consume();

        Assert.Equal(2, _folder.Recovery.Records);
        Assert.Equal(2, second.Appended);
        Assert.False(second.IsSealed);
        Append(second, "four");
        Assert.Equal(3, second.Appended);
        Assert.Equal(["two", "three", "four"], ReadAll(second));
    }

    [Fact]
    public void OpenAsProducer_NobodyReads_EventsWaitInTheFile()
    {
        EventRing producer = _folder.Produce();
        Append(producer, "one", "two");
        Assert.Equal(2, producer.Appended);

        Assert.Equal(["one", "two"], ReadAll(_folder.Consume()));
    }

    [Fact]
    public void OpenAsProducer_WhileSomebodyReads_RecordsAreCountedWhenTheyAreRead()
    {
        EventRing consumer = _folder.Consume();
        Append(consumer, "mine");
        Append(_folder.Produce(), "yours");

        Assert.Equal(1, consumer.Appended);
        Assert.Equal(["mine", "yours"], ReadAll(consumer));
        Assert.Equal(2, consumer.Appended);
    }

    [Fact]
    public void OpenAsProducer_AfterTheConsumerSealed_StillAppends()
    {
        _folder.Consume().Seal();
        Append(_folder.Produce(), "later");
        Assert.Equal(["later"], ReadAll(_folder.Consume()));
    }

    [Fact]
    public void OpenAsConsumer_OtherCapacity_KeepsTheFilesOwn()
    {
        _folder.Consume(8192);
        Assert.Equal(8192, _folder.Consume(4096).Capacity);
    }

    [Fact]
    public void Recover_TimestampsOfAnEarlierBoot_AreNotInTheFuture()
    {
        _folder.Consume().TryAppend("old"u8, 1_000_000);
        EventRing ring = _folder.Consume(now: 500);
        Assert.True(ring.TryRead(0, out RingRecord record));
        Assert.Equal(500, record.Timestamp);
    }

    [Fact]
    public void OpenAsConsumer_ForeignFile_IsSetAsideUnchanged()
    {
        byte[] letter = Encoding.UTF8.GetBytes("Dear Sir or Madam, this is no ring file at all.");
        File.WriteAllBytes(_folder.RingPath, letter);
        AssertSetAside(RingFileProblem.Foreign, "46415354");
        Assert.Equal(letter, File.ReadAllBytes(_folder.BadFiles[0]));
    }

    [Fact]
    public void OpenAsConsumer_OtherVersion_IsSetAside()
    {
        FillAndClose();
        _folder.Patch(8, 7);
        AssertSetAside(RingFileProblem.OtherVersion, "version 7; accepted: 2");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(RingFileHeader.Size)]
    [InlineData(RingLayout.SharedData + 100)]
    public void OpenAsConsumer_Truncated_IsSetAside(int length)
    {
        FillAndClose();
        using (FileStream file = new(_folder.RingPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(length);
        }

        AssertSetAside(RingFileProblem.Truncated, $"it has {length} bytes");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(17)]
    [InlineData(25)]
    public void OpenAsConsumer_HeaderCorrupted_IsSetAside(int offset)
    {
        FillAndClose();
        _folder.Damage(offset);
        AssertSetAside(RingFileProblem.Corrupted, "checksum");
    }

    [Theory]
    [InlineData(RingLayout.Claimed)]
    [InlineData(RingLayout.Confirmed)]
    [InlineData(RingLayout.Freed)]
    public void OpenAsConsumer_CursorCorrupted_IsSetAside(int offset)
    {
        FillAndClose();
        _folder.Patch(offset, 0x33, 0x33, 0x33, 0x33, 0x33);
        AssertSetAside(RingFileProblem.Corrupted, "cursors");
    }

    [Theory]
    [InlineData(RingFileProblem.Truncated, "it has 0 bytes", 0)]
    [InlineData(RingFileProblem.Corrupted, "only zeros", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData(RingFileProblem.OtherVersion, "version 9; accepted: 2", 0x46, 0x41, 0x53, 0x54, 0x52, 0x49, 0x4E, 0x47, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData(RingFileProblem.Foreign, "not a ring file", 0x6E, 0x6F)]
    public void OpenAsProducer_FileThatNobodyCanRead_IsSetAsideAndReplaced(RingFileProblem problem, string found, params int[] bytes)
    {
        File.WriteAllBytes(_folder.RingPath, problem == RingFileProblem.Truncated ? [] : [.. bytes.Select(static value => (byte)value)]);
        EventRing ring = new(RingFile.OpenAsProducer(_folder.RingPath, RingLayout.MinCapacity, TimeProvider.System, out RingFileException? setAside, _folder.Backing));
        Assert.Equal(AppendResult.Appended, ring.TryAppend("after"u8, 0));
        Assert.Equal(problem, setAside!.Problem);
        Assert.Contains(found, setAside.Message, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(_folder.BadFiles), setAside.Message, StringComparison.Ordinal);
        _folder.Consume();
        Assert.Equal(1, _folder.Recovery.Records);
    }

    [Fact]
    public void OpenAsProducer_OtherVersionThatSomebodyReads_IsRefusedAndLeftWhereItIs()
    {
        _folder.Consume();
        _folder.Patch(8, 7);
        RingFileException refused = Assert.Throws<RingFileException>(() => _folder.Produce());
        Assert.Equal(RingFileProblem.OtherVersion, refused.Problem);
        Assert.Empty(_folder.BadFiles);
    }

    /// <summary>After a power cut there is a whole file or none: data, then name, then the folder that holds the name.</summary>
    [Fact]
    public void Open_NewFile_IsOnTheDiskBeforeItHasItsName()
    {
        Assert.SkipWhen(IsPortable, "Promised on Linux alone.");
        string trace = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.trace");
        string program = Path.Combine(AppContext.BaseDirectory, "FastEmit.RingProducer");
        Assert.SkipUnless(
            MountedDisk.Run("strace", "-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat", program, "append", _folder.RingPath, "1", "0", "1"),
            "strace is not installed, or not allowed.");
        string[] calls = [.. File.ReadLines(trace).Where(static line => line.Contains("events.0.ring", StringComparison.Ordinal) || line.Contains("sync(", StringComparison.Ordinal))];
        File.Delete(trace);
        int data = Array.FindIndex(calls, static call => call.Contains("sync(", StringComparison.Ordinal) && call.Contains(".new>", StringComparison.Ordinal));
        int name = Array.FindIndex(calls, static call => call.Contains(".new\", ", StringComparison.Ordinal));
        int folder = Array.FindLastIndex(calls, call => call.Contains("sync(", StringComparison.Ordinal) && call.Contains($"<{Path.GetDirectoryName(_folder.RingPath)}>", StringComparison.Ordinal));
        Assert.True(data >= 0 && data < name && name < folder, string.Join('\n', calls));
    }

    [Fact]
    public void Open_PipeOrFolderInItsPlace_IsNamed()
    {
        Assert.SkipUnless(MountedDisk.Run("mkfifo", _folder.RingPath), "There is no mkfifo.");
        Assert.Contains("is a pipe", Assert.Throws<RingFileException>(() => _folder.Produce()).Message, StringComparison.Ordinal);
        File.Delete(_folder.RingPath);
        Directory.CreateDirectory(_folder.RingPath);
        Assert.Contains("is a folder", Assert.Throws<RingFileException>(() => _folder.Consume()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenAsConsumer_FolderThatIsNotThere_SaysSo()
    {
        RingFileException refused = Assert.Throws<RingFileException>(() => RingFile.OpenAsConsumer(
            Path.Combine(_folder.RingPath, "nowhere", "x.ring"), RingLayout.MinCapacity, TimeProvider.System, out _, _folder.Backing));
        Assert.Equal(RingFileProblem.NotWritable, refused.Problem);
    }

    [Theory]
    [InlineData(0, "one")]
    [InlineData(1, "two")]
    [InlineData(2, "three")]
    public void Recover_DamagedPacket_LosesThatRecordAlone(int damaged, string text)
    {
        FillAndClose();
        _folder.Damage(RingLayout.SharedData + (24 * damaged) + RecordHeader.Size + 1);

        EventRing ring = _folder.Consume();

        Assert.Equal(24, _folder.Recovery.DamagedBytes);
        Assert.Equal(2, _folder.Recovery.Records);
        List<string> left = ["one", "two", "three"];
        left.Remove(text);
        Assert.Equal(left, ReadAll(ring));
        Assert.Single(_folder.BadFiles);
        Append(ring, "next");
        Assert.Equal(["next"], ReadAll(ring));
    }

    [Theory]
    [InlineData(0x00, 0x00, 0x00, 0x00)]
    [InlineData(0xFF, 0xFF, 0xFF, 0x07)]
    [InlineData(0x10, 0x00, 0x00, 0x00)]
    [InlineData(0x03, 0x00, 0x00, 0x40)]
    [InlineData(0x03, 0x00, 0x00, 0x80)]
    [InlineData(0xFF, 0xFF, 0xFF, 0xFF)]
    public void Recover_DamagedHeader_FindsTheNextRecord(byte b0, byte b1, byte b2, byte b3)
    {
        FillAndClose();
        _folder.Patch(RingLayout.SharedData + 24, b0, b1, b2, b3);

        EventRing ring = _folder.Consume();

        Assert.Equal(["one", "three"], ReadAll(ring));
        Append(ring, "next");
        Assert.Equal(["next"], ReadAll(ring));
    }

    [Fact]
    public void Recover_EveryByteOfTheDataReplaced_NeitherCrashesNorHangs()
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            EventRing full = _folder.Consume();
            while (full.TryAppend(new byte[random.Next(1, 200)], 0) == AppendResult.Appended)
            {
            }

            byte[] noise = new byte[random.Next(8, RingLayout.MinCapacity)];
            random.NextBytes(noise);
            _folder.Patch(RingLayout.SharedData + (random.Next(0, RingLayout.MinCapacity - noise.Length) & ~7), noise);

            EventRing ring = _folder.Consume();
            ReadAll(ring);
            Append(ring, "next");
            Assert.Equal(["next"], ReadAll(ring));
        }
    }

    [Fact]
    public void Recover_PayloadThatHoldsARecord_IsNotTakenForOne()
    {
        // The outer record is damaged, so the search goes through its packet, where a copy of a good record lies.
        EventRing ring = _folder.Consume();
        Append(ring, "good");
        byte[] copy = File.ReadAllBytes(_folder.RingPath).AsSpan(RingLayout.SharedData, 24).ToArray();
        Assert.Equal(AppendResult.Appended, ring.TryAppend([.. copy, .. copy, .. copy], 0));
        Append(ring, "last");
        _folder.Damage(RingLayout.SharedData + 24 + 4);

        Assert.Equal(["good", "last"], ReadAll(_folder.Consume()));
    }

    [Fact]
    public void OpenAsConsumer_FullDisk_IsAnErrorAndLeavesNothing()
    {
        using MountedDisk disk = MountedDisk.OrSkip("size=256k");
        RingFileException refused = Assert.Throws<RingFileException>(
            () => RingFile.OpenAsConsumer(Path.Combine(disk.Path, "x.ring"), 1 << 20, TimeProvider.System, out _, _folder.Backing));
        Assert.Equal(RingFileProblem.NoSpace, refused.Problem);
        Assert.Empty(Directory.GetFiles(disk.Path));
    }

    [Fact]
    public void OpenAsConsumer_HolesAndAFullDisk_IsAnErrorAndNoBusError()
    {
        Assert.SkipWhen(IsPortable, "Promised on Linux alone.");
        using MountedDisk disk = MountedDisk.OrSkip("size=256k");
        string path = Path.Combine(disk.Path, "x.ring");
        byte[] header = new byte[RingLayout.SharedData];
        RingFileHeader layout = new(1 << 20, 1);
        layout.Write(header);
        using (FileStream file = File.Create(path))
        {
            file.Write(header);
            file.SetLength(layout.FileLength);
        }

        RingFileException refused = Assert.Throws<RingFileException>(
            () => RingFile.OpenAsConsumer(path, 1 << 20, TimeProvider.System, out _, _folder.Backing));
        Assert.Equal(RingFileProblem.NoSpace, refused.Problem);
    }

    [Fact]
    public void OpenAsConsumer_ReadOnlyFolder_IsAnError()
    {
        using MountedDisk disk = MountedDisk.OrSkip("ro");
        RingFileException refused = Assert.Throws<RingFileException>(
            () => RingFile.OpenAsConsumer(Path.Combine(disk.Path, "x.ring"), RingLayout.MinCapacity, TimeProvider.System, out _, _folder.Backing));
        Assert.Equal(RingFileProblem.NotWritable, refused.Problem);
        Assert.Contains("x.ring", refused.Message, StringComparison.Ordinal);
    }

    private static void Append(EventRing ring, params string[] texts)
    {
        foreach (string text in texts)
        {
            Assert.Equal(AppendResult.Appended, ring.TryAppend(Encoding.UTF8.GetBytes(text), 0));
        }
    }

    /// <summary>Reads and releases all there is.</summary>
    private static List<string> ReadAll(EventRing ring)
    {
        List<string> texts = [];
        long position = ring.Confirmed;
        do
        {
            while (ring.TryRead(position, out RingRecord record))
            {
                texts.Add(Encoding.UTF8.GetString(record.Packet));
                position = record.End;
            }
        }
        while (ring.Unblock(ref position, giveUpOnLiving: true));
        ring.Release(position);
        return texts;
    }

    /// <summary>A file with three records of 24 bytes, and nobody who reads it.</summary>
    private void FillAndClose()
    {
        Append(_folder.Consume(), "one", "two", "three");
        _folder.Close();
    }

    private void AssertSetAside(RingFileProblem problem, string found)
    {
        EventRing ring = _folder.Consume();
        Assert.NotNull(_folder.SetAside);
        Assert.Equal(problem, _folder.SetAside.Problem);
        Assert.Contains(_folder.RingPath, _folder.SetAside.Message, StringComparison.Ordinal);
        Assert.Contains(found, _folder.SetAside.Message, StringComparison.Ordinal);
        Assert.Contains(Assert.Single(_folder.BadFiles), _folder.SetAside.Message, StringComparison.Ordinal);
        Append(ring, "fresh");
        Assert.Equal(["fresh"], ReadAll(ring));
    }
}
