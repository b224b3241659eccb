using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Tests.Buffers;

public class FileLocksTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-locks-");
    private readonly List<SafeFileHandle> _files = [];
    private readonly FileBacking _backing;

    public FileLocksTests()
        : this(FileBacking.Current)
    {
    }

    private protected FileLocksTests(FileBacking backing) => _backing = backing;

    public void Dispose()
    {
        _files.ForEach(static file => file.Dispose());
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void TryTake_HeldByAnotherOpening_IsFalseUntilThatGivesItBack()
    {
        using FileLocks first = Open("file");
        using FileLocks second = Open("file");
        Assert.False(second.IsTaken(3));
        Assert.True(first.TryTake(3));
        Assert.True(first.TryTake(3)); // it has it
        Assert.False(second.TryTake(3));
        Assert.True(second.TryTake(4));
        Assert.True(second.IsTaken(3));
        Assert.False(first.IsTaken(3)); // its own
        first.Release(3);
        Assert.False(second.IsTaken(3));
        Assert.True(second.TryTake(3));
    }

    [Fact]
    public void TryTake_ForTheFileThatTakesThePlace_IsHeldUntilBothGiveItBack()
    {
        using FileLocks lost = Open("file");
        Assert.True(lost.TryTake(0));
        using FileLocks successor = _backing.LocksOf(Path.Combine(_folder.FullName, "file"), NewFile("new"));
        Assert.True(successor.TryTake(0, lost));
        lost.Release(0);
        using FileLocks other = _backing.LocksOf(Path.Combine(_folder.FullName, "file"), _backing.TryOpen(Path.Combine(_folder.FullName, "new"))!);
        Assert.False(other.TryTake(0));
        successor.Release(0);
        Assert.True(other.TryTake(0));
    }

    private FileLocks Open(string name) => _backing.LocksOf(Path.Combine(_folder.FullName, name), NewFile(name));

    private SafeFileHandle NewFile(string name)
    {
        SafeFileHandle file = _backing.OpenOrCreate(Path.Combine(_folder.FullName, name));
        _files.Add(file);
        return file;
    }
}
