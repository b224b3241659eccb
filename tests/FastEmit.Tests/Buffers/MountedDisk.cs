using System.Diagnostics;

namespace FastEmit.Tests.Buffers;

/// <summary>A small disk in memory, mounted for one test. Needs root.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly DirectoryInfo _folder;

    private MountedDisk(DirectoryInfo folder) => _folder = folder;

    public string Path => _folder.FullName;

    /// <summary>Mounts a disk, or skips the test that asked for it.</summary>
    public static MountedDisk OrSkip(string options)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-disk-");
        bool mounted = Environment.IsPrivilegedProcess && Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.FullName);
        if (!mounted)
        {
            folder.Delete();
            Assert.Skip("Mounting a disk needs root and the right to mount.");
        }

        return new MountedDisk(folder);
    }

    public void Dispose()
    {
        // Lazily: the mapping of a ring on this disk may wait for its finalizer.
        Run("umount", "-l", _folder.FullName);
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
