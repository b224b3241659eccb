using FastEmit.Fallbacks;

namespace FastEmit.Tests.Fallbacks;

public sealed class NdjsonFallbackTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fastemit").FullName;

    private string File => Path.Combine(_folder, "sub", "events.ndjson");

    [Fact]
    public async Task WriteAsync_TwoBatches_AppendsALineForEachEvent()
    {
        NdjsonFallback fallback = EventFallback.File(File);
        Assert.Equal(2, await Write(fallback, FallbackText.Events(2)));
        Assert.Equal(3, await Write(fallback, FallbackText.Events(3)));
        Assert.Equal(((int[])[0, 1, 0, 1, 2]).Select(FallbackText.Json), Lines());
    }

    [Fact]
    public async Task WriteAsync_SizeBound_TakesWhatFitsAndRefusesTheRest()
    {
        int line = FallbackText.Json(0).Length + 1;
        NdjsonFallback fallback = EventFallback.File(File, maxBytes: (3 * line) + 5);
        Assert.Equal(2, await Write(fallback, FallbackText.Events(2)));
        Assert.Equal(1, await Write(fallback, FallbackText.Events(2)));
        Assert.Equal(0, await Write(fallback, FallbackText.Events(2)));
        Assert.Equal(((int[])[0, 1, 0]).Select(FallbackText.Json), Lines());
    }

    [Fact]
    public async Task WriteAsync_LastLineIsBroken_BeginsANewOne()
    {
        NdjsonFallback fallback = EventFallback.File(File);
        await System.IO.File.WriteAllTextAsync(File, "{\"na", TestContext.Current.CancellationToken);
        await Write(fallback, FallbackText.Events(1));
        Assert.Equal(["{\"na", FallbackText.Json(0)], Lines());
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnce_NeverMixesLines()
    {
        const int Writers = 4;
        const int Batches = 25;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            NdjsonFallback fallback = EventFallback.File(File);
            for (int i = 0; i < Batches; i++)
            {
                Assert.Equal(3, await Write(fallback, FallbackText.Events(3)));
            }
        })));
        string[] lines = Lines();
        Assert.Equal(Writers * Batches * 3, lines.Length);
        Assert.All(lines.Chunk(3), static batch => Assert.Equal(Enumerable.Range(0, 3).Select(FallbackText.Json), batch));
    }

    [Fact]
    public async Task WriteAsync_OnUnix_OnlyTheOwnerMayRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        await Write(EventFallback.File(File), FallbackText.Events(1));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
    }

    [Fact]
    public async Task WriteAsync_NoSpaceLeft_Throws()
    {
        Assert.SkipUnless(System.IO.File.Exists("/dev/full"), "A device that is always full.");
        await Assert.ThrowsAnyAsync<Exception>(async () => await Write(EventFallback.File("/dev/full"), FallbackText.Events(1)));
    }

    [Fact]
    public async Task WriteAsync_FolderIsGone_Throws()
    {
        NdjsonFallback fallback = EventFallback.File(File);
        Directory.Delete(Path.GetDirectoryName(File)!);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(async () => await Write(fallback, FallbackText.Events(1)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ValueTask<int> Write(NdjsonFallback fallback, FallbackEvent[] events) =>
        fallback.WriteAsync(events, TestContext.Current.CancellationToken);

    private string[] Lines() => System.IO.File.ReadAllLines(File);
}
