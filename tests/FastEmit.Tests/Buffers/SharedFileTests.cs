using FastEmit.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FastEmit.Tests.Buffers;

public class SharedFileTests : IDisposable
{
    private readonly FileBacking _backing;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-shared-");

    private string Name => Path.Combine(_folder.FullName, "Datei-ü");

    public SharedFileTests()
        : this(FileBacking.Current)
    {
    }

    private protected SharedFileTests(FileBacking backing) => _backing = backing;

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void TryOpen_NoFile_IsNull()
    {
        Assert.Null(_backing.TryOpen(Name));
        Assert.False(File.Exists(Name));
    }

    [Fact]
    public void TryOpen_File_ReadsAndWrites()
    {
        File.WriteAllText(Name, "before");
        using (SafeFileHandle file = _backing.TryOpen(Name)!)
        {
            Assert.Equal(6, RandomAccess.GetLength(file));
            RandomAccess.Write(file, "after!"u8, 0);
        }

        Assert.Equal("after!", File.ReadAllText(Name));
    }

    [Fact]
    public void TryOpen_Folder_IsNotAllowed() => Assert.Throws<UnauthorizedAccessException>(() => _backing.TryOpen(_folder.FullName));

    [Fact]
    public void TryOpen_PathThroughAFile_Fails()
    {
        File.WriteAllText(Name, "");
        Assert.Throws<IOException>(() => _backing.TryOpen(Path.Combine(Name, "below")));
    }

    [Fact]
    public void OpenOrCreate_NoFile_CreatesOneForItsOwnerAlone()
    {
        _backing.OpenOrCreate(Name).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Name));
    }

    [Fact]
    public void OpenOrCreate_NoFolder_SaysSo() =>
        Assert.Throws<DirectoryNotFoundException>(() => _backing.OpenOrCreate(Path.Combine(_folder.FullName, "no", "file")));

    [Fact]
    public void Append_TwoAtATime_LosesNothing()
    {
        Parallel.For(0, 100, _ => _backing.Append(Name, "."u8));
        Assert.Equal(new string('.', 100), File.ReadAllText(Name));
    }

    [Fact]
    public void FindFault_WhatLiesThere_IsNamed()
    {
        Assert.Null(_backing.FindFault(Name));
        Assert.Contains("is a folder", _backing.FindFault(_folder.FullName), StringComparison.Ordinal);
        File.WriteAllText(Name, "");
        Assert.Null(_backing.FindFault(Name));
        Assert.Contains("accepted: a socket", _backing.FindFault(Name, isSocket: true), StringComparison.Ordinal);
    }
}
