using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>System calls with another name or form on macOS. Built and analysed, but never run by us.</summary>
/// <remarks>
/// None of these functions is variadic: Apple's ARM64 passes variadic arguments in other places than fixed ones, so <c>open</c> with a mode is not called.
/// </remarks>
internal static unsafe partial class MacCalls
{
    /// <summary>Flags of <c>posix_spawn</c>: its own session, and only the named descriptors.</summary>
    public const short SpawnFlags = 0x0400 | 0x4000; // POSIX_SPAWN_SETSID | POSIX_SPAWN_CLOEXEC_DEFAULT (sys/spawn.h of XNU)

    /// <summary>The environment of this process (crt_externs.h).</summary>
    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial byte*** GetEnvironment();

    /// <summary>Reads the attributes of a file or folder.</summary>
    public static bool TryStat(string path, bool followsLink, out FileStatus status)
    {
        MacStatus found;
        bool isThere = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? (followsLink ? StatOfIntel(path, &found) : LinkStatOfIntel(path, &found)) == 0
            : (followsLink ? Stat(path, &found) : LinkStat(path, &found)) == 0;
        status = isThere ? new FileStatus { User = found.User, Mode = found.Mode, Inode = found.Inode } : default;
        return isThere;
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(string path, MacStatus* status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStat(string path, MacStatus* status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatOfIntel(string path, MacStatus* status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LinkStatOfIntel(string path, MacStatus* status);

    /// <summary>The part of <c>struct stat</c> with 64-bit inodes (sys/stat.h of XNU) that is read; 144 bytes.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct MacStatus
    {
        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(8)]
        public ulong Inode;

        [FieldOffset(16)]
        public uint User;
    }
}
