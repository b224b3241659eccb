using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// A file's bytes in memory, shared with every process that maps them. Unmapped when disposed, or when nobody can reach this object;
/// what was written is the kernel's already, and nothing waits for the disk.
/// </summary>
/// <remarks><c>mmap</c> itself: the assemblies behind the platform's class take a millisecond to load, of the few that a hook lives.</remarks>
internal sealed unsafe partial class FileMapping : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int ReadWrite = 0x3; // PROT_READ | PROT_WRITE
    private const int Shared = 0x1; // MAP_SHARED

    private readonly nuint _length;

    /// <summary>Maps a file from its beginning.</summary>
    /// <param name="file">The file, open to read and write. It may be closed afterwards.</param>
    /// <param name="length">Bytes, no more than the file has.</param>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public FileMapping(SafeFileHandle file, long length)
        : base(ownsHandle: true)
    {
        _length = checked((nuint)length);
        SetHandle(Map(0, _length, ReadWrite, Shared, file, 0));
        if (IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"A file cannot be mapped: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    /// <summary>The first byte. Good as long as this object is reachable and not disposed.</summary>
    public byte* Start => (byte*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Unmap(handle, _length) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint address, nuint length);
}
