using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>
/// The standard streams that this process was started without. Their numbers go to the next files that are opened: a hook would read one of
/// the runtime's files as its input, and write its answer over the state file.
/// </summary>
internal static partial class StandardStreams
{
    private const int Count = 3;
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const int ReadWrite = 2; // O_RDWR

    /// <summary>Opens on /dev/null what is closed. Before this process opens a file itself.</summary>
    /// <returns>A bit for each stream that is not to be read or written.</returns>
    public static int OpenMissing()
    {
        int missing = 0;
        if (OperatingSystem.IsWindows())
        {
            return missing; // handles are not numbered in the order in which files are opened
        }

        for (int stream = 0; stream < Count; stream++)
        {
            int flags = GetDescriptorFlags(stream, GetFlags);
            if (flags < 0)
            {
                missing |= 1 << stream;
                _ = Open("/dev/null", ReadWrite); // the lowest free number, which is this one
            }
            else if ((flags & CloseOnExec) != 0)
            {
                missing |= 1 << stream; // closed by whoever started us, and the runtime's own file since: it needs that
            }
        }

        return missing;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetDescriptorFlags(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
