using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Tests.Buffers;

public unsafe class FileMappingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-mapping-");

    private string Name => Path.Combine(_folder.FullName, "file");

    private readonly FileBacking _backing;

    public FileMappingTests()
        : this(FileBacking.Current)
    {
    }

    private protected FileMappingTests(FileBacking backing) => _backing = backing;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Start_TwoMappings_ShareWhatIsWritten()
    {
        using SafeFileHandle file = _backing.OpenOrCreate(Name);
        RandomAccess.SetLength(file, 8192);
        using FileMapping first = _backing.Map(file, 8192);
        using FileMapping second = _backing.Map(file, 8192);
        file.Dispose(); // the mappings do not need it
        first.Start[8191] = 42;
        Assert.Equal(42, second.Start[8191]);
        Assert.Equal(42, File.ReadAllBytes(Name)[8191]);
    }

    [Fact]
    public void Create_NothingToMap_SaysSo()
    {
        using SafeFileHandle file = _backing.OpenOrCreate(Name);
        Assert.Throws<IOException>(() => _backing.Map(file, 0));
    }
}
