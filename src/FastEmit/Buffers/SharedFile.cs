using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>Opens files that several processes map and lock, to read and to write.</summary>
/// <remarks>
/// <c>open</c> itself: the platform's way to the same handle is the only thing in a hook's life that needs the JIT, and takes 3.5 of its
/// 12 ms (measured).
/// </remarks>
internal static partial class SharedFile
{
    private const int ReadWrite = 0x2; // O_RDWR
    private const int CreateIfMissing = 0x40; // O_CREAT
    private const int AtTheEnd = 0x400; // O_APPEND
    private const int CloseOnExec = 0x8_0000; // O_CLOEXEC
    private const int OwnerOnly = 0x180; // 0600

    private const int FromHere = 1; // SEEK_CUR

    private const int NotPermitted = 1; // EPERM
    private const int NotFound = 2; // ENOENT
    private const int Interrupted = 4; // EINTR
    private const int NoDevice = 6; // ENXIO
    private const int AccessDenied = 13; // EACCES
    private const int IsFolder = 21; // EISDIR
    private const int ReadOnlySystem = 30; // EROFS

    /// <summary>Opens a file. Null when there is none.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public static SafeFileHandle? TryOpen(string path) => Open(path, ReadWrite | CloseOnExec);

    /// <summary>Opens a file, or creates an empty one that only its owner may read and write.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public static SafeFileHandle OpenOrCreate(string path) =>
        Open(path, ReadWrite | CloseOnExec | CreateIfMissing) ?? throw new DirectoryNotFoundException($"The folder of '{path}' is not there.");

    /// <summary>Opens a file whose writes all go to its end, or creates it as <see cref="OpenOrCreate"/> does.</summary>
    /// <exception cref="IOException">That is not possible.</exception>
    /// <exception cref="UnauthorizedAccessException">That is not allowed.</exception>
    public static SafeFileHandle OpenToAppend(string path) =>
        Open(path, ReadWrite | CloseOnExec | CreateIfMissing | AtTheEnd) ?? throw new DirectoryNotFoundException($"The folder of '{path}' is not there.");

    private static SafeFileHandle? Open(string path, int flags)
    {
        int descriptor;
        int error = 0;
        do
        {
            descriptor = OpenDescriptor(path, flags, OwnerOnly);
            error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);
        return error switch
        {
            0 => OnlyFile(new SafeFileHandle(descriptor, ownsHandle: true), path),
            NotFound => null,
            IsFolder => throw new UnauthorizedAccessException($"'{path}' is a folder; accepted: a file."),
            NoDevice => throw new IOException($"'{path}' is a socket; accepted: a file.", error),
            NotPermitted or AccessDenied or ReadOnlySystem =>
                throw new UnauthorizedAccessException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}"),
            _ => throw new IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}", error),
        };
    }

    /// <summary>Reading from a pipe would wait for ever.</summary>
    private static SafeFileHandle OnlyFile(SafeFileHandle file, string path)
    {
        if (Seek(file, 0, FromHere) >= 0)
        {
            return file;
        }

        file.Dispose();
        throw new IOException($"'{path}' is a pipe or a terminal; accepted: a file.");
    }

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Seek(SafeFileHandle file, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenDescriptor(string path, int flags, int mode);
}
