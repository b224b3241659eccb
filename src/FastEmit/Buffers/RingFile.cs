using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Opens ring files. Any process may append to one; one process at a time reads it. The first process creates it.
/// </summary>
internal static class RingFile
{
    private const int NoSpaceError = 28; // ENOSPC
    private const int QuotaError = 122; // EDQUOT
    private const int MacQuotaError = 69; // EDQUOT, macOS (sys/errno.h)
    private const int WindowsNoSpaceError = unchecked((int)0x8007_0070); // ERROR_DISK_FULL
    private const int SetAsideAttempts = 50;

    /// <summary>Opens a file to read from it and append to it. A file that cannot be used is set aside and replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="capacity">Bytes of data if the file has to be created; an existing one keeps its capacity.</param>
    /// <param name="time">The clock, for the names of files set aside.</param>
    /// <param name="setAside">The problem of the file that was found, and where it is now; or null.</param>
    /// <param name="backing">The system's means; this process's unless told otherwise.</param>
    /// <exception cref="RingFileException">Another consumer has it, there is no space, it may not be written, or the platform cannot do it.</exception>
    public static MappedRingMemory OpenAsConsumer(string path, int capacity, TimeProvider time, out RingFileException? setAside, FileBacking? backing = null)
    {
        backing ??= FileBacking.Current;
        setAside = null;
        path = Path.GetFullPath(path);
        while (true)
        {
            SafeFileHandle file = OpenOrCreate(backing, path, capacity);
            FileLocks locks = backing.LocksOf(path, file);
            try
            {
                if (!BecomeConsumer(path, locks))
                {
                    throw new RingFileException(RingFileProblem.InUse, path, $"{DescribeConsumer(file)} reads it already; accepted: one reader at a time.");
                }

                MappedRingMemory? memory = TryMap(backing, path, file, locks, isConsumer: true, time, out RingFileException? problem);
                bool isStillThere = IsStillAt(backing, path, file); // nobody set it aside between the steps
                if (memory is not null && isStillThere)
                {
                    return memory;
                }

                setAside = isStillThere ? SetAside(path, problem!, time) : setAside;
                locks.Dispose();
                file.Dispose();
            }
            catch
            {
                locks.Dispose();
                file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Opens a file to append to it, whether anybody reads it at present or not.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="capacity">Bytes of data if the file has to be created; an existing one keeps its capacity.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RingFileException">The file cannot be used, and another process reads it or it cannot be set aside.</exception>
    /// <param name="setAside">The problem of the file that was found, and where it is now; or null.</param>
    /// <param name="backing">The system's means; this process's unless told otherwise.</param>
    public static MappedRingMemory OpenAsProducer(string path, int capacity, TimeProvider time, out RingFileException? setAside, FileBacking? backing = null)
    {
        backing ??= FileBacking.Current;
        setAside = null;
        path = Path.GetFullPath(path);
        for (int attempt = 1; ; attempt++)
        {
            SafeFileHandle file = OpenOrCreate(backing, path, capacity);
            FileLocks locks = backing.LocksOf(path, file);
            try
            {
                if (TryMap(backing, path, file, locks, isConsumer: false, time, out RingFileException? problem) is { } memory)
                {
                    return memory;
                }

                // A file of another version may have its reader. One that nobody reads is of no use to anybody.
                if (BecomeConsumer(path, locks))
                {
                    setAside = IsStillAt(backing, path, file) ? SetAside(path, problem!, time) : setAside;
                }
                else if (attempt == SetAsideAttempts)
                {
                    throw problem!;
                }
                else
                {
                    Thread.Yield(); // another process may be about to set it aside
                }

                locks.Dispose();
                file.Dispose();
            }
            catch
            {
                locks.Dispose();
                file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Makes a file with this content in the place of one that is lost. What lies under its name is renamed.</summary>
    /// <param name="lost">The file that the consumer, this process, has left.</param>
    /// <param name="image">The whole content.</param>
    /// <param name="time">The clock.</param>
    /// <param name="aside">Where the file is now that lay there, or null when there was none.</param>
    /// <param name="other">The ring that lay there, when it is not the lost one: another process has made it meanwhile. The caller's.</param>
    /// <exception cref="RingFileException">There is no room, it may not be written, or another consumer has it.</exception>
    public static MappedRingMemory Replace(
        MappedRingMemory lost, ReadOnlyMemory<byte> image, TimeProvider time, out string? aside, out MappedRingMemory? other)
    {
        string path = lost.Path;
        FileBacking backing = lost.Backing;
        MappedRingMemory? memory = null;
        string unfinished = WholeFile.UnfinishedName(path);
        aside = null;
        other = null;
        try
        {
            WholeFile.Write(unfinished, file =>
            {
                RandomAccess.Write(file, image.Span, 0);
                WriteInstance(file);
                RandomAccess.FlushToDisk(file);
            });
            SafeFileHandle file = backing.TryOpen(unfinished) ?? throw new FileNotFoundException("It is gone already.", unfinished);
            FileLocks locks = backing.LocksOf(path, file);
            memory = BecomeConsumer(path, locks, lost.Locks) ? TryMap(backing, path, file, locks, isConsumer: true, time, out _) : null;
            if (memory is null)
            {
                locks.Dispose();
                file.Dispose();
                throw new IOException("The new file is not as it was written.");
            }

            while (!WholeFile.TryName(unfinished, path, isOpen: true))
            {
                other ??= MakeWay(lost, time, ref aside);
            }

            backing.WriteOutFolder(Path.GetDirectoryName(path)!);
            memory.TakePlaceOf(lost);
            return memory;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException or RingFileException)
        {
            memory?.Dispose();
            throw Explain(path, exception);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Whether the name leads to this open file.</summary>
    public static bool IsStillAt(FileBacking backing, string path, SafeFileHandle file)
    {
        try
        {
            using SafeFileHandle? named = backing.TryOpen(path);
            return named is not null && backing.IsSame(named, file);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    /// <summary>The name that a bad file gets: its own, the time, <c>.bad</c>.</summary>
    public static string NameAside(string path, TimeProvider time)
    {
        string name = $"{path}.{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}";
        string free = $"{name}.bad";
        for (int i = 1; File.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}.bad");
        }

        return free;
    }

    private static SafeFileHandle OpenOrCreate(FileBacking backing, string path, int capacity)
    {
        RingMemory.ThrowIfNotACapacity(capacity);
        if (!BitConverter.IsLittleEndian || !Environment.Is64BitProcess)
        {
            throw new RingFileException(RingFileProblem.NotSupported, path, "ring files need a 64-bit process on a little-endian processor.");
        }

        try
        {
            while (true)
            {
                if (backing.TryOpen(path) is { } file)
                {
                    return file;
                }

                Create(backing, path, new RingFileHeader(capacity, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))));
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw Explain(path, exception);
        }
    }

    /// <summary>
    /// Writes a whole new file under another name and gives it its name in one step, so that no process opens half of one. Data, then
    /// name: after a power cut there is a whole file or none.
    /// </summary>
    private static void Create(FileBacking backing, string path, RingFileHeader header)
    {
        // When another process was faster, its file is as good.
        if (WholeFile.TryCreate(path, file =>
        {
            WriteOut(backing, file, header);
            RandomAccess.FlushToDisk(file);
        }))
        {
            backing.WriteOutFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Renames what lies where a lost file was: the file itself, or one that another process has made since, which is taken over.</summary>
    private static MappedRingMemory? MakeWay(MappedRingMemory lost, TimeProvider time, ref string? aside)
    {
        SafeFileHandle? file = lost.Backing.TryOpen(lost.Path);
        MappedRingMemory? other = null;
        try
        {
            if (file is null)
            {
                return null;
            }

            if (!lost.IsSame(file))
            {
                FileLocks locks = lost.Backing.LocksOf(lost.Path, file);
                if (!BecomeConsumer(lost.Path, locks, lost.Locks))
                {
                    throw new RingFileException(RingFileProblem.InUse, lost.Path, $"{DescribeConsumer(file)} reads it already; accepted: one reader at a time.");
                }

                other = TryMap(lost.Backing, lost.Path, file, locks, isConsumer: true, time, out _);
                if (other is null)
                {
                    locks.Dispose();
                }
            }

            aside = NameAside(lost.Path, time);
            File.Move(lost.Path, aside, overwrite: false);
            return other;
        }
        finally
        {
            if (other is null)
            {
                file?.Dispose();
            }
        }
    }

    /// <summary>Writes every byte, so that the disk is full now or not at all.</summary>
    private static void WriteOut(FileBacking backing, SafeFileHandle file, RingFileHeader header)
    {
        byte[] start = new byte[RingLayout.SharedData];
        header.Write(start);
        RandomAccess.Write(file, start, 0);
        WriteInstance(file);
        byte[] block = new byte[Math.Min(1 << 20, header.Capacity)];
        Span<ulong> units = MemoryMarshal.Cast<byte, ulong>(block.AsSpan());
        for (int offset = 0; offset < header.Capacity; offset += block.Length)
        {
            RecordWord.WriteFree(units, offset, header.Key);
            RandomAccess.Write(file, block, RingLayout.SharedData + offset);
        }

        backing.TakeBlocks(file, header.FileLength);
    }

    private static void WriteInstance(SafeFileHandle file) => RandomAccess.Write(file, RandomNumberGenerator.GetBytes(sizeof(ulong)), RingLayout.Instance);

    private static bool BecomeConsumer(string path, FileLocks locks, FileLocks? successorOf = null)
    {
        try
        {
            return MappedRingMemory.TryBecomeConsumer(locks, successorOf);
        }
        catch (IOException exception)
        {
            throw new RingFileException(
                RingFileProblem.NotSupported, path, $"its file system has no locks that its processes can rely on ({exception.Message}).", exception);
        }
    }

    private static MappedRingMemory? TryMap(
        FileBacking backing, string path, SafeFileHandle file, FileLocks locks, bool isConsumer, TimeProvider time, out RingFileException? problem)
    {
        Span<byte> bytes = stackalloc byte[RingFileHeader.Size];
        bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        if (RingFileHeader.TryRead(bytes, RandomAccess.GetLength(file), out RingFileHeader header, out string found) is { } wrong)
        {
            problem = new RingFileException(wrong, path, found);
            return null;
        }

        if (!backing.SurvivesFullDisk(file))
        {
            throw new RingFileException(
                RingFileProblem.NotSupported, path, "on this processor its file system must be ext4 or tmpfs: on any other a full disk would end the process.");
        }

        try
        {
            backing.TakeBlocks(file, header.FileLength);
        }
        catch (IOException exception)
        {
            throw Explain(path, exception);
        }

        MappedRingMemory memory = new(backing, path, file, locks, header, isConsumer, time);
        problem = memory.FindBadCursor() is { } bad ? new RingFileException(RingFileProblem.Corrupted, path, bad) : null;
        return problem is null ? memory : null;
    }

    /// <summary>Gives a bad file another name. Nothing is ever deleted.</summary>
    private static RingFileException SetAside(string path, RingFileException problem, TimeProvider time)
    {
        string aside = NameAside(path, time);
        try
        {
            File.Move(path, aside, overwrite: false);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw Explain(path, exception);
        }

        return new RingFileException(problem.Problem, path, $"{RingFileException.About(problem)} It is kept as '{aside}'; a new one takes its place.");
    }

    private static string DescribeConsumer(SafeFileHandle file)
    {
        Span<byte> process = stackalloc byte[sizeof(long)];
        return RandomAccess.Read(file, process, RingLayout.ConsumerProcess) == process.Length
            ? string.Create(CultureInfo.InvariantCulture, $"process {BitConverter.ToInt64(process)}")
            : "another process";
    }

    private static RingFileException Explain(string path, Exception exception) => exception switch
    {
        RingFileException known => known,
        { HResult: NoSpaceError or QuotaError or MacQuotaError or WindowsNoSpaceError } => new RingFileException(
            RingFileProblem.NoSpace, path, $"there is no room on its disk: {exception.Message}", exception),
        _ => new RingFileException(
            RingFileProblem.NotWritable, path, $"it must be a file that this process may create, read and write: {exception.Message}", exception),
    };
}
