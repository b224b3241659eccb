using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Tests.Buffers;

public sealed class SharedFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-shared-");

    private string Name => Path.Combine(_folder.FullName, "Datei-ü");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryOpen_NoFile_IsNull()
    {
        Assert.Null(SharedFile.TryOpen(Name));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void TryOpen_File_ReadsAndWrites()
    {
        File.WriteAllText(Name, "before");
        using (SafeFileHandle file = SharedFile.TryOpen(Name)!)
        {
            Assert.Equal(6, RandomAccess.GetLength(file));
            RandomAccess.Write(file, "after!"u8, 0);
        }

        Assert.Equal("after!", File.ReadAllText(Name));
    }

    [Fact]
    public void TryOpen_Folder_IsNotAllowed() => Assert.Throws<UnauthorizedAccessException>(() => SharedFile.TryOpen(_folder.FullName));

    [Fact]
    public void TryOpen_PathThroughAFile_Fails()
    {
        File.WriteAllText(Name, "");
        Assert.Throws<IOException>(() => SharedFile.TryOpen(Path.Combine(Name, "below")));
    }

    [Fact]
    public void OpenOrCreate_NoFile_CreatesOneForItsOwnerAlone()
    {
        SharedFile.OpenOrCreate(Name).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Name));
    }

    [Fact]
    public void OpenOrCreate_NoFolder_SaysSo() =>
        Assert.Throws<DirectoryNotFoundException>(() => SharedFile.OpenOrCreate(Path.Combine(_folder.FullName, "no", "file")));
}
