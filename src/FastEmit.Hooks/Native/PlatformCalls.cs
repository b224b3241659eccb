using System.Security.Cryptography;

namespace FastEmit.Hooks.Native;

/// <summary>System calls of a hook, through the platform's own methods. Not used on Linux, where these methods take too much of a hook's time.</summary>
internal static class PlatformCalls
{
    private const ushort RegularFile = 0x8000; // S_IFREG
    private const ushort Folder = 0x4000; // S_IFDIR
    private const ushort Link = 0xA000; // S_IFLNK

    /// <summary>Creates a file with access for its owner only. False when it exists already or cannot be created.</summary>
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
            // Reading a pipe could block.
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

    /// <summary>Reads the attributes of a file or folder that all systems have. The owner is not among them.</summary>
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

    /// <summary>False for a pipe, whose length is zero and whose opening blocks, and for other special files.</summary>
    private static bool IsSeekable(string path) => (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) == 0 && new FileInfo(path).Length > 0;
}
