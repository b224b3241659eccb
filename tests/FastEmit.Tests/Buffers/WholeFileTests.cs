using FastEmit.Buffers;

namespace FastEmit.Tests.Buffers;

public sealed class WholeFileTests : IDisposable
{
    private const int Makers = 4;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-whole-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TryName_ManyAtOnce_OneGetsItAndIsNeverReplaced(bool isOpen)
    {
        using Barrier barrier = new(Makers);
        int[] names = new int[500];
        Thread[] makers = [.. Enumerable.Range(1, Makers).Select(maker => new Thread(() =>
        {
            for (int i = 0; i < names.Length; i++)
            {
                string path = Path.Combine(_folder.FullName, $"{i}");
                string unfinished = $"{path}.{maker}.new";
                File.WriteAllText(unfinished, $"{maker}");
                barrier.SignalAndWait();
                if (WholeFile.TryName(unfinished, path, isOpen))
                {
                    Interlocked.Add(ref names[i], maker * 100);
                    Interlocked.Increment(ref names[i]);
                }
            }
        }))];
        Array.ForEach(makers, static maker => maker.Start());
        Array.ForEach(makers, static maker => maker.Join());

        Assert.All(names, static name => Assert.Equal(1, name % 100));
        Assert.Equal(names.Select(static name => $"{name / 100}"), names.Select((_, i) => File.ReadAllText(Path.Combine(_folder.FullName, $"{i}"))));
    }

    [Fact]
    public void TryCreate_FileIsThere_StaysAsItIsAndNothingIsLeft()
    {
        string path = Path.Combine(_folder.FullName, "file");
        Assert.True(WholeFile.TryCreate(path, static file => RandomAccess.Write(file, "first"u8, 0)));
        Assert.False(WholeFile.TryCreate(path, static file => RandomAccess.Write(file, "second"u8, 0)));
        Assert.Equal("first", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
        Assert.Throws<IOException>(() => WholeFile.TryCreate(path + "2", static _ => throw new IOException("full")));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void TryCreate_NoFolder_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => WholeFile.TryCreate(Path.Combine(_folder.FullName, "none", "file"), static _ => { }));
}
