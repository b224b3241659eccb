using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>A mapping that is guarded by <see cref="MappingGuard"/>: bytes that are gone read as zero, all of them, and <see cref="FileMapping.IsVoid"/> says so.</summary>
/// <remarks><c>mmap</c> itself: the assemblies behind the platform's class take a millisecond to load, of the few that a hook lives.</remarks>
internal sealed unsafe partial class GuardedMapping : FileMapping
{
    private const int ReadWrite = 0x3; // PROT_READ | PROT_WRITE
    private const int Shared = 0x1; // MAP_SHARED
    private const int OwnZeros = 0x4032; // MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE

    private readonly nuint _length;
    private readonly int _slot;

    /// <summary>Maps a file from its beginning.</summary>
    /// <param name="file">The file, open to read and write. It may be closed afterwards.</param>
    /// <param name="length">Bytes, no more than the file has.</param>
    /// <exception cref="IOException">The system has no room for it.</exception>
    public GuardedMapping(SafeFileHandle file, long length)
    {
        _length = checked((nuint)length);
        _slot = -1;
        SetHandle(Map(0, _length, ReadWrite, Shared, file, 0));
        if (IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new IOException($"A file cannot be mapped: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }

        _slot = MappingGuard.Add(handle, _length);
        _faults = MappingGuard.Faults(_slot);
    }

    /// <summary>Leaves the file, as a fault does. What any thread has written until then is in the file, what it writes later is not.</summary>
    public override void Void()
    {
        Interlocked.Increment(ref *_faults);
        _ = MapZeros(handle, _length, ReadWrite, OwnZeros, -1, 0);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_slot >= 0)
        {
            MappingGuard.Remove(_slot);
        }

        return Unmap(handle, _length) == 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint MapZeros(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint address, nuint length);
}
