using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FastEmit.Hooks.Native;

/// <summary>Starts a process that is independent of this one: its own session, no standard streams.</summary>
/// <remarks>
/// Calls <c>posix_spawn</c> directly: the platform's Process class takes longer to load than a whole hook takes, and
/// gives the child this process's standard output, so a reader of that output would wait for the child's end.
/// </remarks>
internal static unsafe partial class DetachedProcess
{
    /// <summary>The number that the inherited descriptor has in the child.</summary>
    public const int InheritedDescriptor = 3;

    private const int OpaqueBytes = 1024; // more than any libc's posix_spawn_file_actions_t or posix_spawnattr_t
    private const int ReadWrite = 2; // O_RDWR
    private const short NewSession = 0x80; // POSIX_SPAWN_SETSID (spawn.h of glibc and musl)

    /// <summary>Starts a program without waiting for it.</summary>
    /// <param name="arguments">The program's path, or the name of a command, then its arguments.</param>
    /// <param name="inherited">A descriptor that the child gets as <see cref="InheritedDescriptor"/>; on Windows it gets none.</param>
    /// <returns>The process id, or 0 when it could not be started.</returns>
    public static int Start(string[] arguments, int inherited) => OperatingSystem.IsWindows() ? WindowsProcess.Start(arguments) : Spawn(arguments, inherited);

    private static int Spawn(string[] arguments, int inherited)
    {
        byte* actions = stackalloc byte[OpaqueBytes];
        byte* attributes = stackalloc byte[OpaqueBytes];
        byte** argumentList = stackalloc byte*[arguments.Length + 1];
        int error = InitializeActions(actions) | InitializeAttributes(attributes);
        try
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                argumentList[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
            }

            argumentList[arguments.Length] = null;
            fixed (byte* nothing = "/dev/null\0"u8)
            {
                for (int stream = 0; stream < InheritedDescriptor; stream++)
                {
                    error |= AddOpen(actions, stream, nothing, ReadWrite, 0);
                }
            }

            error |= AddDuplicate(actions, inherited, InheritedDescriptor) | CloseOthers(actions) | SetFlags(attributes, OperatingSystem.IsMacOS() ? MacCalls.SpawnFlags : NewSession);
            return error == 0 && Spawn(out int process, argumentList[0], actions, attributes, argumentList, Environment()) == 0 ? process : 0;
        }
        finally
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                Marshal.FreeCoTaskMem((nint)argumentList[i]);
            }

            _ = DestroyActions(actions) | DestroyAttributes(attributes);
        }
    }

    /// <summary>Closes descriptors that this process inherited: a pipe in the child would keep its reader waiting.</summary>
    private static int CloseOthers(byte* actions)
    {
        if (OperatingSystem.IsMacOS())
        {
            return 0; // the spawn flags close them
        }

        try
        {
            return AddCloseFrom(actions, InheritedDescriptor + 1);
        }
        catch (EntryPointNotFoundException)
        {
            return 0; // a C library without it (glibc before 2.34, musl): the child keeps the inherited descriptors
        }
    }

    private static byte** Environment() => OperatingSystem.IsMacOS() ? *MacCalls.GetEnvironment() : *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    [LibraryImport("libc", EntryPoint = "posix_spawnp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Spawn(out int process, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddDuplicate(byte* actions, int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddCloseFrom(byte* actions, int first);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFlags(byte* attributes, short flags);
}

/// <summary>Starts a detached process on Windows. Built and analysed, but never run by us.</summary>
internal static class WindowsProcess
{
    /// <summary>Starts a program through the shell, which passes on no handles, so a reader of this process's output does not wait for the child's end.</summary>
    public static int Start(string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { UseShellExecute = true, WindowStyle = ProcessWindowStyle.Hidden });
            return process?.Id ?? 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
