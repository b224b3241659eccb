using System.Security.Cryptography;

namespace FastEmit.Hooks.Native;

/// <summary>What a hook needs of a system, by the platform's own methods: for every system but Linux, where they cost too much of a hook's time.</summary>
internal static class PlatformCalls
{
    private const ushort RegularFile = 0x8000; // S_IFREG
    private const ushort Folder = 0x4000; // S_IFDIR
    private const ushort Link = 0xA000; // S_IFLNK

    /// <summary>Creates a file for its owner alone. False when it is there already, or cannot be created.</summary>
    public static bool TryCreateFile(string path, ReadOnlySpan<byte> content)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using FileStream file = new(path, options);
            file.Write(content);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the beginning of a file. Negative when it cannot be read.</summary>
    public static int ReadFile(string path, Span<byte> target)
    {
        try
        {
            // Of a pipe nobody knows when it answers.
            if (!File.Exists(path) || (!OperatingSystem.IsWindows() && !IsSeekable(path)))
            {
                return -1;
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.Read(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return -1;
        }
    }

    /// <summary>Random bytes.</summary>
    public static void FillRandom(Span<byte> target) => RandomNumberGenerator.Fill(target);

    /// <summary>What there is of a file or folder, as far as every system tells: whose it is, is not.</summary>
    public static bool TryStat(string path, bool followsLink, out FileStatus status)
    {
        status = default;
        try
        {
            FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (followsLink)
            {
                info = info.ResolveLinkTarget(returnFinalTarget: true) ?? info;
            }

            if (!info.Exists)
            {
                return false;
            }

            status.Mode = info.LinkTarget is not null ? Link : info is DirectoryInfo ? Folder : RegularFile;
            status.Inode = (ulong)info.CreationTimeUtc.Ticks; // it changes when another file gets the name
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A pipe has a length of none, and an open of it waits; a special file is none of ours either.</summary>
    private static bool IsSeekable(string path) => (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == 0 && new FileInfo(path).Length > 0;
}
