using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>Device, number and birth of an open file on Linux, and the run of the machine: a copy differs in one of them, and a file after a restart too.</summary>
internal static partial class FileIdentity
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the descriptor itself
    private const uint Number = 0x100; // STATX_INO
    private const uint Birth = 0x800; // STATX_BTIME, where the file system has it

    /// <summary>Null when the system does not tell.</summary>
    public static string? Read(SafeFileHandle file)
    {
        Span<ulong> status = stackalloc ulong[32]; // struct statx has 256 bytes
        try
        {
            return Status(file, "", EmptyPath, Number | Birth, ref status[0]) != 0 || ((uint)status[0] & Number) == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{File.ReadAllText(BootIdFile)} {status[17]} {status[4]} {(((uint)status[0] & Birth) == 0 ? 0 : status[10])}.{(uint)status[11]}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Status(SafeFileHandle file, string path, int flags, uint mask, ref ulong status);
}
