using System.Diagnostics;

namespace FastEmit.Tests.Buffers;

/// <summary>A small disk in memory, mounted for one test. Needs root.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly DirectoryInfo _folder;

    private MountedDisk(DirectoryInfo folder) => _folder = folder;

    public string Path => _folder.FullName;

    /// <summary>Mounts a disk of some bytes with a real file system, or skips the test that asked for it.</summary>
    public static MountedDisk OrSkip(string fileSystem, long bytes)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-disk-");
        string image = folder.FullName + ".image";
        try
        {
            using (FileStream file = File.Create(image))
            {
                file.SetLength(bytes);
            }

            if (Environment.IsPrivilegedProcess && Run($"mkfs.{fileSystem}", image) && Run("mount", "-o", "loop", image, folder.FullName))
            {
                return new MountedDisk(folder);
            }
        }
        finally
        {
            File.Delete(image); // the mount keeps it
        }

        folder.Delete();
        Assert.Skip($"Mounting a disk needs root, loop devices and mkfs.{fileSystem}.");
        return null!;
    }

    /// <summary>Writes until there is no room.</summary>
    public void Fill()
    {
        byte[] block = new byte[1 << 20];
        foreach (int size in (ReadOnlySpan<int>)[block.Length, 4096])
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    Random.Shared.NextBytes(block);
                    using FileStream file = File.Create(System.IO.Path.Combine(Path, $"filler-{size}-{i}"), 1);
                    file.Write(block, 0, size);
                    file.Flush(flushToDisk: true);
                }
            }
            catch (IOException)
            {
                // Full, as wanted.
            }
        }
    }

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

    public static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
