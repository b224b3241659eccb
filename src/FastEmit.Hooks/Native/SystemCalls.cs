using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>
/// The system calls of hooks and their agent. On Linux they replace platform methods that are missing or take too much of a
/// hook's time. Other systems use <see cref="PlatformCalls"/> and a few calls of their own. Constants are those of Linux unless a comment names another system.
/// </summary>
internal static unsafe partial class SystemCalls
{
    private const int Interrupted = 4; // EINTR
    private const short PollIn = 1; // POLLIN on all systems

    private static readonly Lazy<PumpedInput> WindowsInput = new(static () => new PumpedInput(Console.OpenStandardInput()));

    /// <summary>Waits until a file descriptor can be read or is at its end. False on timeout.</summary>
    public static bool WaitReadable(int descriptor, int milliseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            return WindowsInput.Value.Wait(milliseconds);
        }

        PollRequest request = new() { Descriptor = descriptor, Events = PollIn };
        int ready;
        do
        {
            ready = Poll(&request, 1, milliseconds);
        }
        while (ready < 0 && Marshal.GetLastSystemError() == Interrupted);
        return ready != 0; // also true for an invalid descriptor: the read fails then
    }

    /// <summary>Reads the available bytes. Zero at the end; negative on failure.</summary>
    public static nint Read(int descriptor, Span<byte> target)
    {
        if (OperatingSystem.IsWindows())
        {
            return WindowsInput.Value.Read(target);
        }

        fixed (byte* start = target)
        {
            nint count;
            do
            {
                count = Read(descriptor, start, target.Length);
            }
            while (count < 0 && Marshal.GetLastSystemError() == Interrupted);
            return count;
        }
    }

    /// <summary>Writes all bytes. False when the reader has closed its end.</summary>
    public static bool Write(int descriptor, ReadOnlySpan<byte> bytes) => OperatingSystem.IsWindows() ? WriteOutput(bytes) : WriteAll(descriptor, bytes);

    private static bool WriteOutput(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(bytes);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint done = 0;
            while (done < bytes.Length)
            {
                nint count = Write(descriptor, start + done, bytes.Length - done);
                if (count < 0 && Marshal.GetLastSystemError() != Interrupted)
                {
                    return false;
                }

                done += Math.Max(0, count);
            }

            return true;
        }
    }

    /// <summary>The effective user id; 0 on systems where files have no owner id.</summary>
    public static uint EffectiveUser => OperatingSystem.IsWindows() ? 0 : GetEffectiveUser();

    /// <summary>Reads the attributes of a file or folder. False on failure, also when it does not exist.</summary>
    public static bool TryStat(string path, bool followsLink, out FileStatus status) =>
        OperatingSystem.IsLinux() ? TryStatLinux(path, followsLink, out status)
        : OperatingSystem.IsMacOS() ? MacCalls.TryStat(path, followsLink, out status)
        : PlatformCalls.TryStat(path, followsLink, out status);

    /// <summary>Creates a file with access for its owner only. False when it exists already or cannot be created.</summary>
    public static bool TryCreateFile(string path, ReadOnlySpan<byte> content)
    {
        if (!OperatingSystem.IsLinux())
        {
            return PlatformCalls.TryCreateFile(path, content);
        }

        const int CreateNew = 0x8_00C1; // O_CLOEXEC | O_EXCL | O_CREAT | O_WRONLY
        int descriptor = Create(path, CreateNew, 0x180); // 0600
        if (descriptor < 0)
        {
            return false;
        }

        Write(descriptor, content);
        _ = Close(descriptor);
        return true;
    }

    /// <summary>Reads the beginning of a file. Negative when it cannot be read.</summary>
    public static int ReadFile(string path, Span<byte> target)
    {
        if (!OperatingSystem.IsLinux())
        {
            return PlatformCalls.ReadFile(path, target);
        }

        const int CloseOnExecNonBlocking = 0x8_0800; // O_CLOEXEC | O_NONBLOCK: opening a pipe in its place must not block
        int descriptor = Open(path, CloseOnExecNonBlocking);
        if (descriptor < 0)
        {
            return -1;
        }

        nint count = Read(descriptor, target);
        _ = Close(descriptor);
        return (int)count;
    }

    /// <summary>Random bytes of the kernel.</summary>
    public static void FillRandom(Span<byte> target)
    {
        if (!OperatingSystem.IsLinux())
        {
            PlatformCalls.FillRandom(target);
            return;
        }

        fixed (byte* start = target)
        {
            nint count;
            do
            {
                count = GetRandom(start, target.Length, 0);
            }
            while (count < 0 && Marshal.GetLastSystemError() == Interrupted); // up to 256 bytes arrive in one call
        }
    }

    /// <summary>Sets this process's file mode mask and returns the previous one.</summary>
    public static uint SetFileModeMask(uint mask) => OperatingSystem.IsWindows() ? 0 : SetMask(mask);

    /// <summary>Opens a folder, to address its files through the descriptor. Negative on failure and on all systems except Linux.</summary>
    public static int OpenFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return -1;
        }

        const int PathOnly = 0x20_0000; // O_PATH
        const int CloseOnExec = 0x8_0000; // O_CLOEXEC
        return Open(path, PathOnly | CloseOnExec);
    }

    /// <summary>Closes a file descriptor. Does nothing on Windows.</summary>
    public static int Close(int descriptor) => OperatingSystem.IsWindows() ? 0 : CloseDescriptor(descriptor);

    private static bool TryStatLinux(string path, bool followsLink, out FileStatus status)
    {
        const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
        const uint Basic = 0x7FF; // STATX_BASIC_STATS
        LinuxStatus found;
        bool isThere = Stat(-100, path, followsLink ? 0 : NoFollow, Basic, &found) == 0; // AT_FDCWD
        status = isThere ? new FileStatus { User = found.User, Mode = found.Mode, Inode = found.Inode } : default;
        return isThere;
    }

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint SetMask(uint mask);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(int folder, string path, int flags, uint mask, LinuxStatus* status);

    [LibraryImport("libc", EntryPoint = "getrandom")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetRandom(byte* target, nint count, uint flags);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int descriptor, byte* target, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int descriptor, byte* source, nint count);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
