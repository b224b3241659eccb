using FastEmit.Buffers;
using FastEmit.Tests.Delivery;

namespace FastEmit.Tests.Buffers;

public sealed class RingWriteOutTests : IDisposable
{
    private readonly RingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void HasChanged_AfterAnAppend_IsTrueTwice()
    {
        EventRing ring = _folder.Consume();
        Assert.Equal([true, false, false], [ring.HasChanged(), ring.HasChanged(), ring.HasChanged()]);
        ring.TryAppend("a"u8, 0);
        Assert.Equal([true, true, false], [ring.HasChanged(), ring.HasChanged(), ring.HasChanged()]);
    }

    [Fact]
    public void TryWriteOut_RingOnTheHeap_HasNothingToDo() => Assert.Null(new EventRing(RingMemory.OnHeap(4096)).TryWriteOut());

    /// <summary>Whether and when the process asks the kernel for it.</summary>
    [Theory]
    [InlineData(RingFileSync.Never, false)]
    [InlineData(RingFileSync.Interval, true)]
    [InlineData(RingFileSync.EveryFlush, true)]
    public void Emit_WithSync_TheFileIsWrittenOut(RingFileSync sync, bool isWrittenOut)
    {
        using QuietServer server = new();
        string trace = Path.Combine(Path.GetTempPath(), $"fastemit-{Guid.NewGuid():N}.trace");
        string program = Path.Combine(AppContext.BaseDirectory, "FastEmit.RingProducer");
        string prefix = Path.Combine(Path.GetDirectoryName(_folder.RingPath)!, "sync");
        Assert.SkipUnless(
            MountedDisk.Run("strace", "-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync,msync", program, "sync", server.Url, prefix, sync.ToString()),
            "strace is not installed, or not allowed.");
        string[] calls = [.. File.ReadLines(trace).Where(static line => line.Contains("sync.0.ring>", StringComparison.Ordinal))];
        File.Delete(trace);
        Assert.Equal(isWrittenOut, calls.Length != 0);
        Assert.Equal(10, server.Events);
    }
}
