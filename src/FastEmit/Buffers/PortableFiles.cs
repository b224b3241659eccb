using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>Ring files by what every system has: <see cref="LockFiles"/>, a <see cref="SocketCall"/>, the platform's own mappings.</summary>
/// <remarks>
/// What <see cref="LinuxFiles"/> promises and this does not: a file that is truncated, or whose disk is full or fails while it is mapped, may end the process; a
/// copy that was put in the place of a file is taken for it; and a new file's name may be missing after a power cut.
/// </remarks>
internal sealed class PortableFiles : FileBacking
{
    private const int OpenAttempts = 50;
    private const FileShare Everybody = FileShare.ReadWrite | FileShare.Delete;

    /// <summary>The identity of a ring file: its header, and a word that each new file gets.</summary>
    private const int IdentityBytes = RingLayout.Instance + sizeof(ulong);

    /// <inheritdoc/>
    public override SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return OnlyFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Everybody), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ThrowIfBelowFile(path);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder; accepted: a file.");
        }
    }

    /// <inheritdoc/>
    public override SafeFileHandle OpenOrCreate(string path)
    {
        while (true)
        {
            if (TryOpen(path) is { } file)
            {
                return file;
            }

            NewFile(path, FileMode.OpenOrCreate, Everybody).Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Append(string path, ReadOnlySpan<byte> bytes)
    {
        using FileStream file = OpenToAppend(path);
        file.Write(bytes);
    }

    /// <inheritdoc/>
    public override FileMapping Map(SafeFileHandle file, long length) => new PortableMapping(file, length);

    /// <inheritdoc/>
    public override FileLocks LocksOf(string path, SafeFileHandle file) => new LockFiles(path);

    /// <summary>Nothing: a ring file is written out when it is created.</summary>
    public override void TakeBlocks(SafeFileHandle file, long length)
    {
    }

    /// <inheritdoc/>
    public override bool SurvivesFullDisk(SafeFileHandle file) => true;

    /// <summary>Nothing: the platform has no method for it.</summary>
    public override void WriteOutFolder(string path)
    {
    }

    /// <inheritdoc/>
    public override bool IsSame(SafeFileHandle first, SafeFileHandle second)
    {
        Span<byte> one = stackalloc byte[IdentityBytes];
        Span<byte> two = stackalloc byte[IdentityBytes];
        return one[..RandomAccess.Read(first, one, 0)].SequenceEqual(two[..RandomAccess.Read(second, two, 0)]);
    }

    /// <inheritdoc/>
    public override string? PlaceOf(SafeFileHandle file) => null;

    /// <inheritdoc/>
    public override string? IdentityOf(SafeFileHandle file) => null;

    /// <inheritdoc/>
    public override RingCall? TryListen(string path) => SocketCall.TryListen(path);

    /// <inheritdoc/>
    public override unsafe void Wake(string path, int* word) => SocketCall.Call(path);

    /// <summary>Opens a file as another process may have it open, or creates it for its owner alone.</summary>
    internal static FileStream NewFile(string path, FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = mode == FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <inheritdoc/>
    private protected override bool MayBeSocket(IOException exception) => exception is not (FileNotFoundException or DirectoryNotFoundException);

    /// <summary>Two that append at a time would write to the same place, so each has the file alone for a moment, unless a reader will not let go.</summary>
    private FileStream OpenToAppend(string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                TryOpen(path)?.Dispose(); // a pipe would be waited for
                return NewFile(path, FileMode.Append, attempt < OpenAttempts ? FileShare.None : Everybody);
            }
            catch (IOException exception) when (attempt < OpenAttempts && LockFiles.IsTakenBySomebody(exception))
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>Reading from a pipe would wait for ever.</summary>
    private static SafeFileHandle OnlyFile(SafeFileHandle file, string path)
    {
        try
        {
            _ = RandomAccess.GetLength(file);
            return file;
        }
        catch (NotSupportedException)
        {
            file.Dispose();
            throw new IOException($"'{path}' is a pipe or a terminal; accepted: a file.");
        }
    }

    private static SafeFileHandle? ThrowIfBelowFile(string path) => File.Exists(Path.GetDirectoryName(path))
        ? throw new IOException($"'{path}': '{Path.GetDirectoryName(path)}' is a file; accepted: a folder.")
        : null;
}
