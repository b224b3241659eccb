using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>
/// Replaces standard streams that this process was started without. The next opened files would get their numbers: a hook would read one of
/// the runtime's files as its input, and write its answer over the state file.
/// </summary>
internal static partial class StandardStreams
{
    private const int Count = 3;
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC
    private const int ReadWrite = 2; // O_RDWR

    /// <summary>Opens closed standard streams on /dev/null. Call it before this process opens a file itself.</summary>
    /// <returns>One bit for each stream that must not be read or written.</returns>
    public static int OpenMissing()
    {
        int missing = 0;
        if (OperatingSystem.IsWindows())
        {
            return missing; // Windows does not give a new file the lowest free handle
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
                missing |= 1 << stream; // the parent closed it, and the runtime has used the number for a file that it needs
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
