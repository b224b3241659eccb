using FastEmit.Buffers;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests.Buffers;

/// <summary>Processes that emit at full rate while somebody does things to their ring file that would end any process that maps it.</summary>
public sealed class LostRingFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-lost-");
    private readonly QuietServer _server = new();

    private string Prefix => Path.Combine(_folder.FullName, "events");

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Emit_FileTruncatedAgainAndAgain_TheProcessLivesAndItsBooksBalance()
    {
        const int Times = 40; // some at every moment of the change to a new file
        Assert.SkipWhen(FileBacking.Current is PortableFiles, "Promised on Linux alone: a byte that is gone ends the process.");
        Random random = new(14);
        long lost = Flood(Prefix, path =>
        {
            for (int i = 0; i < Times; i++)
            {
                using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                {
                    file.SetLength(random.Next(2) == 0 ? 0 : random.Next(1 << 20));
                }

                WaitForWholeFile(path);
            }
        });
        Assert.NotEqual(0, lost);
        Assert.Equal(Times, Directory.GetFiles(_folder.FullName, "*.bad").Length);
    }

    [Fact]
    public void Emit_FileDeletedRenamedAndReplaced_NothingIsLost()
    {
        long lost = Flood(Prefix, path =>
        {
            for (int i = 0; i < 2; i++)
            {
                File.Delete(path);
                WaitForWholeFile(path);
                File.Move(path, $"{path}.{i}");
                WaitForWholeFile(path);
                File.Copy(path, $"{path}.copy");
                File.Move($"{path}.copy", path, overwrite: true);
                Thread.Sleep(1100); // A look at the file's name is due each second.
            }
        });
        Assert.Equal(0, lost);
    }

    [Theory]
    [InlineData("btrfs", 128 << 20)]
    [InlineData("xfs", 320L << 20)]
    public void Emit_CopyOnWriteDiskFillsUp_TheProcessLivesAndNothingIsLost(string fileSystem, long bytes)
    {
        Assert.SkipWhen(FileBacking.Current is PortableFiles, "Promised on Linux alone: a byte that is gone ends the process.");
        using MountedDisk disk = MountedDisk.OrSkip(fileSystem, bytes);
        string prefix = Path.Combine(disk.Path, "events");
        long lost = Flood(prefix, path =>
        {
            // What a backup does; from then on every block of the ring must be written to another place.
            Assert.SkipUnless(MountedDisk.Run("cp", "--reflink=always", path, path + ".backup"), "This file system has no reflinks.");
            disk.Fill();
            for (int i = 0; i < 2; i++)
            {
                MountedDisk.Run("cp", "--reflink=always", path, $"{path}.backup{i}");
                MountedDisk.Run("sync", path);
                disk.Fill();
            }
        });
        Assert.Equal(0, lost);
    }

    private long Flood(string prefix, Action<string> harm)
    {
        using RingProcess process = RingProcess.Start("flood", _server.Url, prefix, 2);
        Assert.Equal(1, process.Next());
        harm(LaneRings.PathOf(prefix, 0));
        process.GoOn();
        long queued = process.Next() ?? throw new InvalidOperationException($"The process died with {process.ExitCode()}.");
        (long confirmed, long pending, long dropped, long lost) = (process.Next()!.Value, process.Next()!.Value, process.Next()!.Value, process.Next()!.Value);
        output.WriteLine($"queued {queued}, confirmed {confirmed}, pending {pending}, dropped {dropped}, of these lost with the file {lost}");
        Assert.Equal(queued, confirmed + pending + dropped);
        Assert.Equal(0, pending);
        Assert.InRange(_server.Events, confirmed, long.MaxValue);
        Assert.NotEqual(0, confirmed);
        Assert.Equal(0, process.ExitCode());
        return lost;
    }

    private static void WaitForWholeFile(string path)
    {
        long length = new RingFileHeader(1 << 20, 0).FileLength;
        for (int i = 0; i < 12_000; i++)
        {
            FileInfo file = new(path); // looks once: the lost file leaves the name before the new one gets it
            if (file.Exists && file.Length == length)
            {
                return;
            }

            Thread.Sleep(10);
        }

        Assert.Fail($"'{path}' did not come back.");
    }
}
