using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>
/// What hooks and their agent need of a system: on Linux by the few system calls that the platform has no method for, or only with much that a
/// hook has no time for. Other systems have <see cref="PlatformCalls"/>, and what is theirs alone; numbers are of Linux unless they say otherwise.
/// </summary>
internal static unsafe partial class SystemCalls
{
    private const int Interrupted = 4; // EINTR
    private const short PollIn = 1; // POLLIN, everywhere

    private static readonly Lazy<PumpedInput> WindowsInput = new(static () => new PumpedInput(Console.OpenStandardInput()));

    /// <summary>Waits until a file descriptor can be read, or is at its end. False when the time is over.</summary>
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
        return ready != 0; // also when the descriptor is none: reading will say so
    }

    /// <summary>Reads what there is. Zero at the end; negative when it cannot be read.</summary>
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

    /// <summary>Writes all bytes. False when the other side is gone.</summary>
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

    /// <summary>The user that this process acts for; 0 where files do not say whose they are.</summary>
    public static uint EffectiveUser => OperatingSystem.IsWindows() ? 0 : GetEffectiveUser();

    /// <summary>What there is of a file or folder. False when it cannot be told, as of one that is not there.</summary>
    public static bool TryStat(string path, bool followsLink, out FileStatus status) =>
        OperatingSystem.IsLinux() ? TryStatLinux(path, followsLink, out status)
        : OperatingSystem.IsMacOS() ? MacCalls.TryStat(path, followsLink, out status)
        : PlatformCalls.TryStat(path, followsLink, out status);

    /// <summary>Creates a file for its owner alone. False when it is there already, or cannot be created.</summary>
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

        const int CloseOnExecNonBlocking = 0x8_0800; // O_CLOEXEC | O_NONBLOCK: a pipe in its place must not hold anybody up
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
            while (count < 0 && Marshal.GetLastSystemError() == Interrupted); // up to 256 bytes come whole
        }
    }

    /// <summary>Sets the permissions that new files lack, of this process; returns what they were.</summary>
    public static uint SetFileModeMask(uint mask) => OperatingSystem.IsWindows() ? 0 : SetMask(mask);

    /// <summary>Opens a folder, to reach what is in it by its descriptor. Negative when that is not possible, as on all systems but Linux.</summary>
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

    /// <summary>Closes a file descriptor. Windows has none.</summary>
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
