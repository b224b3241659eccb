using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Opens ring files. Any process may append to one; one process at a time reads it. Whoever comes first creates it.
/// </summary>
internal static class RingFile
{
    private const int NoSpaceError = 28; // ENOSPC
    private const int QuotaError = 122; // EDQUOT

    /// <summary>Readable and writable by its owner alone: events may hold anything.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens a file to read from it and append to it. A file that cannot be used is set aside and replaced.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="capacity">Bytes of data if the file has to be created; an existing one keeps its capacity.</param>
    /// <param name="time">The clock, for the names of files set aside.</param>
    /// <param name="setAside">What was wrong with the file that lay there and where it is now, or null.</param>
    /// <exception cref="RingFileException">Another consumer has it, there is no space, it may not be written, or the platform cannot do it.</exception>
    public static MappedRingMemory OpenAsConsumer(string path, int capacity, TimeProvider time, out RingFileException? setAside)
    {
        setAside = null;
        path = Path.GetFullPath(path);
        while (true)
        {
            SafeFileHandle file = OpenOrCreate(path, capacity);
            try
            {
                if (!BecomeConsumer(path, file))
                {
                    throw new RingFileException(RingFileProblem.InUse, path, $"{DescribeConsumer(file)} reads it already; accepted: one reader at a time.");
                }

                if (!IsStillAt(path, file))
                {
                    file.Dispose(); // somebody set it aside between the two steps
                    continue;
                }

                if (TryMap(path, file, isConsumer: true, time, out RingFileException? problem) is { } memory)
                {
                    return memory;
                }

                setAside = SetAside(path, problem!, time);
                file.Dispose();
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Opens a file to append to it, whether anybody reads it at present or not.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="capacity">Bytes of data if the file has to be created; an existing one keeps its capacity.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RingFileException">The file cannot be used. It is left where it is: the next consumer will set it aside.</exception>
    public static MappedRingMemory OpenAsProducer(string path, int capacity, TimeProvider time)
    {
        path = Path.GetFullPath(path);
        SafeFileHandle file = OpenOrCreate(path, capacity);
        try
        {
            return TryMap(path, file, isConsumer: false, time, out RingFileException? problem) ?? throw problem!;
        }
        catch
        {
            file.Dispose();
            throw;
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

    private static SafeFileHandle OpenOrCreate(string path, int capacity)
    {
        RingMemory.ThrowIfNotACapacity(capacity);
        if (!OperatingSystem.IsLinux() || !BitConverter.IsLittleEndian || !Environment.Is64BitProcess)
        {
            throw new RingFileException(RingFileProblem.NotSupported, path, "ring files need a 64-bit little-endian Linux.");
        }

        try
        {
            while (true)
            {
                if (SharedFile.TryOpen(path) is { } file)
                {
                    return file;
                }

                Create(path, new RingFileHeader(capacity, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)))));
            }
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw Explain(path, exception);
        }
    }

    /// <summary>Writes a whole new file under another name and gives it its name in one step, so that nobody ever opens half of one.</summary>
    private static void Create(string path, RingFileHeader header)
    {
        string unfinished = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.new";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        try
        {
            using (FileStream file = new(unfinished, options))
            {
                WriteOut(file.SafeFileHandle, header);
            }

            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster; its file is as good.
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes every byte, so that the disk is full now or not at all.</summary>
    private static void WriteOut(SafeFileHandle file, RingFileHeader header)
    {
        byte[] start = new byte[RingLayout.SharedData];
        header.Write(start);
        RandomAccess.Write(file, start, 0);
        byte[] block = new byte[Math.Min(1 << 20, header.Capacity)];
        Span<ulong> units = MemoryMarshal.Cast<byte, ulong>(block.AsSpan());
        for (int offset = 0; offset < header.Capacity; offset += block.Length)
        {
            RecordWord.WriteFree(units, offset, header.Key);
            RandomAccess.Write(file, block, RingLayout.SharedData + offset);
        }

        FileBlocks.Take(file, header.FileLength);
    }

    private static bool BecomeConsumer(string path, SafeFileHandle file)
    {
        try
        {
            return MappedRingMemory.TryBecomeConsumer(file);
        }
        catch (IOException exception)
        {
            throw new RingFileException(
                RingFileProblem.NotSupported, path, $"its file system has no open-file-description locks ({exception.Message}).", exception);
        }
    }

    private static MappedRingMemory? TryMap(
        string path, SafeFileHandle file, bool isConsumer, TimeProvider time, out RingFileException? problem)
    {
        Span<byte> bytes = stackalloc byte[RingFileHeader.Size];
        bytes = bytes[..RandomAccess.Read(file, bytes, 0)];
        if (RingFileHeader.TryRead(bytes, RandomAccess.GetLength(file), out RingFileHeader header, out string found) is { } wrong)
        {
            problem = new RingFileException(wrong, path, found);
            return null;
        }

        try
        {
            FileBlocks.Take(file, header.FileLength);
        }
        catch (IOException exception)
        {
            throw Explain(path, exception);
        }

        MappedRingMemory memory = new(path, file, header, isConsumer, time);
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

        string about = problem.Message[(problem.Message.IndexOf("': ", StringComparison.Ordinal) + 3)..];
        return new RingFileException(problem.Problem, path, $"{about} It is kept as '{aside}'; a new one takes its place.");
    }

    /// <summary>Whether the name still leads to the open file.</summary>
    private static bool IsStillAt(string path, SafeFileHandle file)
    {
        using SafeFileHandle? named = SharedFile.TryOpen(path);
        return named is not null && TargetOf(named) == TargetOf(file);

        // The kernel's own name for an open file; it changes with a rename.
        static string? TargetOf(SafeFileHandle file) =>
            new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}")).LinkTarget;
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
        { HResult: NoSpaceError or QuotaError } => new RingFileException(
            RingFileProblem.NoSpace, path, $"there is no room on its disk: {exception.Message}", exception),
        _ => new RingFileException(
            RingFileProblem.NotWritable, path, $"it must be a file that this process may create, read and write: {exception.Message}", exception),
    };
}
