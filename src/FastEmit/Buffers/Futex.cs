using System.Runtime.InteropServices;

namespace FastEmit.Buffers;

/// <summary>
/// Waiting on a word of memory (futex(2)): the kernel puts the caller to sleep while the word has a value, and whoever
/// changes it, in any process that has the memory mapped, wakes it. A sleeper costs nothing.
/// </summary>
internal static unsafe partial class Futex
{
    private const int WaitOperation = 0; // FUTEX_WAIT, not private: across processes
    private const int WakeOperation = 1; // FUTEX_WAKE
    private const int Interrupted = 4; // EINTR
    private const int TryAgain = 11; // EAGAIN: the word has another value
    private const int TimedOut = 110; // ETIMEDOUT

    /// <summary>Seconds that a sleeper sleeps at most: if the file is truncated meanwhile, no call can wake it.</summary>
    private const long LongestWait = 10;

    /// <summary>The C library has no function for it, so the system call is made by its number; -1 where that is not known.</summary>
    private static readonly nint Number = !OperatingSystem.IsLinux() ? -1 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 or Architecture.LoongArch64 or Architecture.RiscV64 => 98,
        Architecture.Ppc64le => 221,
        _ => -1,
    };

    /// <summary>Whether this can be used here.</summary>
    public static bool IsSupported => Number >= 0;

    /// <summary>Blocks until the word is woken, unless it has another value by now. May also return for no reason.</summary>
    /// <returns>False when the kernel does not let this process wait: it would return at once every time.</returns>
    public static bool Wait(int* word, int value)
    {
        long* timeout = stackalloc long[2] { LongestWait, 0 }; // struct timespec
        return SystemCall(Number, word, WaitOperation, value, timeout, null, 0) == 0
            || Marshal.GetLastPInvokeError() is TryAgain or Interrupted or TimedOut;
    }

    /// <summary>Wakes one sleeper, if there is any. Never blocks.</summary>
    public static void Wake(int* word) => _ = SystemCall(Number, word, WakeOperation, 1, null, null, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, int* word, nint operation, nint value, void* timeout, int* otherWord, nint otherValue);
}
