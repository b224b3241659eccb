using System.Diagnostics;
using FastEmit.Hooks.Native;

namespace FastEmit.Hooks.Tests.Native;

/// <summary>What other systems use does what Linux's own calls do, on this system.</summary>
public sealed class PlatformCallsTests : IDisposable
{
    private const int TypeBits = 0xF000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-platform-");

    private string Name => Path.Combine(_folder.FullName, "file");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryCreateFile_NoFile_CreatesOneForItsOwnerAloneAndNoSecond()
    {
        Assert.True(PlatformCalls.TryCreateFile(Name, "first"u8));
        Assert.False(PlatformCalls.TryCreateFile(Name, "second"u8));
        Assert.Equal("first", File.ReadAllText(Name));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Name));
        Assert.False(PlatformCalls.TryCreateFile(Path.Combine(Name, "below"), []));
    }

    [Fact]
    public void ReadFile_FileNothingAndFolder_IsAsBySystemCalls()
    {
        Span<byte> one = stackalloc byte[4];
        Span<byte> two = stackalloc byte[4];
        Assert.Equal(SystemCalls.ReadFile(Name, one), PlatformCalls.ReadFile(Name, two));
        Assert.Equal(SystemCalls.ReadFile(_folder.FullName, one), PlatformCalls.ReadFile(_folder.FullName, two));
        File.WriteAllText(Name, "content");
        Assert.Equal(SystemCalls.ReadFile(Name, one), PlatformCalls.ReadFile(Name, two));
        Assert.Equal("cont"u8, two);
    }

    [Fact]
    public void ReadFile_Pipe_IsNotWaitedFor()
    {
        using (Process process = Process.Start("mkfifo", Name))
        {
            process.WaitForExit();
            Assert.SkipUnless(process.ExitCode == 0, "There is no mkfifo.");
        }

        Assert.Equal(-1, PlatformCalls.ReadFile(Name, new byte[4]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryStat_FileFolderAndLink_IsOfTheTypeThatSystemCallsSay(bool followsLink)
    {
        File.WriteAllText(Name, "");
        string toFile = Path.Combine(_folder.FullName, "to file");
        string toFolder = Path.Combine(_folder.FullName, "to folder");
        File.CreateSymbolicLink(toFile, Name);
        Directory.CreateSymbolicLink(toFolder, _folder.FullName);
        foreach (string path in (string[])[Name, _folder.FullName, toFile, toFolder])
        {
            Assert.True(SystemCalls.TryStat(path, followsLink, out FileStatus expected));
            Assert.True(PlatformCalls.TryStat(path, followsLink, out FileStatus status));
            Assert.Equal(expected.Mode & TypeBits, status.Mode & TypeBits);
        }

        Assert.False(PlatformCalls.TryStat(Path.Combine(_folder.FullName, "nothing"), followsLink, out _));
    }
}
