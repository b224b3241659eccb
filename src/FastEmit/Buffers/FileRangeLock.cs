using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Locks on single bytes of a file, by open file description: held until the handle is closed or the process is gone,
/// however it went; known to every process whatever container it runs in; and also between two handles of one process.
/// </summary>
/// <remarks>
/// <c>fcntl</c> with <c>F_OFD_SETLK</c> (Linux 3.15). The classic locks behind <see cref="FileStream.Lock"/> belong to
/// the process and vanish when it closes any handle of the file, so they will not do. The bytes lie far behind the end
/// of the file; locks need no bytes.
/// </remarks>
internal static partial class FileRangeLock
{
    private const long FirstByte = 1L << 40;
    private const int GetLock = 36; // F_OFD_GETLK
    private const int SetLock = 37; // F_OFD_SETLK
    private const short WriteLock = 1; // F_WRLCK
    private const short NoLock = 2; // F_UNLCK
    private const int AccessDenied = 13; // EACCES
    private const int TryAgain = 11; // EAGAIN

    /// <summary>Takes a lock. False when another process has it.</summary>
    /// <exception cref="IOException">The file system has no such locks.</exception>
    public static bool TryTake(SafeFileHandle file, int index)
    {
        LockRequest request = LockRequest.For(index, WriteLock);
        if (FileControl(file, SetLock, ref request) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is AccessDenied or TryAgain ? false : throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    /// <summary>Gives a lock back.</summary>
    public static void Release(SafeFileHandle file, int index)
    {
        LockRequest request = LockRequest.For(index, NoLock);
        _ = FileControl(file, SetLock, ref request);
    }

    /// <summary>Whether another handle has the lock. An error counts as yes: only what is surely free is called free.</summary>
    public static bool IsTaken(SafeFileHandle file, int index)
    {
        LockRequest request = LockRequest.For(index, WriteLock);
        return FileControl(file, GetLock, ref request) != 0 || request.Type != NoLock;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(SafeFileHandle file, int command, ref LockRequest request);

    /// <summary><c>struct flock</c> of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LockRequest
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;

        public static LockRequest For(int index, short type) => new() { Type = type, Start = FirstByte + index, Length = 1 };
    }
}
