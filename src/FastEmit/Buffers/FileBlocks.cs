using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Makes sure that a file has its blocks, so that a full disk is noticed when the file is created and not when it is written to;
/// and that they are on the disk.
/// </summary>
internal static partial class FileBlocks
{
    private const int NotSupported = 95; // EOPNOTSUPP
    private const int NotImplemented = 38; // ENOSYS
    private const long Ext = 0xEF53; // EXT4_SUPER_MAGIC
    private const long MemoryDisk = 0x0102_1994; // TMPFS_MAGIC
    private const long MemoryOnly = 0x8584_58F6; // RAMFS_MAGIC
    private const int Invalid = 22; // EINVAL: nothing to write out here
    private const int ReadFolder = 0x8_0000; // O_RDONLY | O_CLOEXEC

    /// <summary>Takes blocks for whatever holes there are; existing bytes stay as they are.</summary>
    /// <exception cref="IOException">There is no room, or the file cannot be written.</exception>
    public static void Take(SafeFileHandle file, long length)
    {
        if (Allocate(file, 0, 0, length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();

            // A file system that cannot do this has no holes to fill either way: the file was written out when it was created.
            if (error is not (NotSupported or NotImplemented))
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    /// <summary>
    /// Whether the file system writes a block where it is. The others look for another place at each write and may find none; where
    /// <see cref="MappingGuard"/> does not work, that ends the process.
    /// </summary>
    public static bool WritesInPlace(SafeFileHandle file)
    {
        Span<long> status = stackalloc long[32]; // struct statfs has 120 bytes on 64-bit Linux, and begins with the type
        return Status(file, ref status[0]) == 0 && status[0] is Ext or MemoryDisk or MemoryOnly;
    }

    /// <summary>Waits until a folder's names are on the disk: what was created or renamed in it survives a power cut.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void WriteOutFolder(string path)
    {
        int descriptor = OpenFolder(path, ReadFolder);
        if (descriptor < 0)
        {
            return; // A folder that may be searched and not read: its names get to the disk when the kernel thinks fit.
        }

        using SafeFileHandle folder = new(descriptor, ownsHandle: true);
        if (Synchronize(folder) != 0 && Marshal.GetLastPInvokeError() is var error && error != Invalid)
        {
            throw new IOException($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, ref long status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Synchronize(SafeFileHandle file);

    // fallocate and not posix_fallocate, whose emulation writes into blocks that other processes are writing.
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
