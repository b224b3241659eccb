using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Buffers;

/// <summary>Files that get their name when they are whole: nobody opens half of one, and of several that are made at a time one gets the name.</summary>
/// <remarks>
/// <para>
/// <b>Not by <c>File.Move</c></b>: without <c>overwrite</c> it looks whether the name is taken and then calls <c>rename</c>, which replaces a
/// file that another process has named in between. Whoever has opened that one goes on writing to a file that nobody reads.
/// </para>
/// <para>
/// <c>renameat2</c> (Linux) and <c>renamex_np</c> (macOS) can be told not to replace anything; where a file system does not know how, <c>link</c>
/// names a file or fails (POSIX.1-2017). Windows does not replace unless it is told to.
/// </para>
/// </remarks>
internal static partial class WholeFile
{
    private const int Done = 0;
    private const int Exists = 17; // EEXIST
    private const int NoFunction = -1;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const uint Exclusive = 4; // RENAME_EXCL

    /// <summary>Readable and writable by its owner alone: events may hold anything.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file. False when there is one of that name, which stays as it is.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes its content.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static bool TryCreate(string path, Action<SafeFileHandle> write)
    {
        string unfinished = UnfinishedName(path);
        try
        {
            Write(unfinished, write);
            return TryName(unfinished, path, isOpen: false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>A name beside that of the file, as no other file has it.</summary>
    public static string UnfinishedName(string path) => $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.new";

    /// <summary>Writes a new file.</summary>
    public static void Write(string unfinished, Action<SafeFileHandle> write)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using FileStream file = new(unfinished, options);
        write(file.SafeFileHandle);
    }

    /// <summary>Gives a new file its name, in one step. False when there is a file of that name. The unfinished name may stay, and is the caller's to delete.</summary>
    /// <param name="unfinished">The name that it has.</param>
    /// <param name="path">The name that it gets.</param>
    /// <param name="isOpen">Whether it is in use already: a link would leave it open under the unfinished name. Where the file system can do nothing else, a file that gets the name at the same moment is replaced.</param>
    /// <exception cref="IOException">The file system cannot do it.</exception>
    public static bool TryName(string unfinished, string path, bool isOpen)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(unfinished, path);
        }

        int error = Rename(unfinished, path);
        if (error is Done or Exists)
        {
            return error == Done;
        }

        if (isOpen)
        {
            return TryMove(unfinished, path);
        }

        error = Link(unfinished, path) == 0 ? Done : Marshal.GetLastPInvokeError();
        return error is Done or Exists
            ? error == Done
            : throw new IOException($"'{path}': its file system can neither rename without replacing nor link: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    private static bool TryMove(string unfinished, string path)
    {
        try
        {
            File.Move(unfinished, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static int Rename(string unfinished, string path)
    {
        try
        {
            int result = OperatingSystem.IsMacOS()
                ? RenameOnMac(unfinished, path, Exclusive)
                : RenameOnLinux(CurrentFolder, unfinished, CurrentFolder, path, NoReplace);
            return result == 0 ? Done : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            return NoFunction; // a C library older than the function
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string unfinished, string path);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameOnLinux(int oldFolder, string unfinished, int newFolder, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameOnMac(string unfinished, string path, uint flags);
}
