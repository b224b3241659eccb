using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>
/// Makes sure that a file has its blocks. A write into a mapped hole on a full disk is no exception but a SIGBUS that
/// kills the process.
/// </summary>
internal static partial class FileBlocks
{
    private const int NotSupported = 95; // EOPNOTSUPP
    private const int NotImplemented = 38; // ENOSYS

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

    // fallocate and not posix_fallocate, whose emulation writes into blocks that other processes are writing.
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
