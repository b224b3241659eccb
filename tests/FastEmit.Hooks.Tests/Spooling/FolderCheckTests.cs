using FastEmit.Hooks.Spooling;

namespace FastEmit.Hooks.Tests.Spooling;

public sealed class FolderCheckTests : IDisposable
{
    private readonly HookFolder _folder = new();

    private string Folder => Path.Combine(_folder.Folder, "state");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0x1C0, false, null)] // 0700
    [InlineData(0x1ED, false, null)] // 0755
    [InlineData(0x1FD, false, "can be written by other users")] // 0775
    [InlineData(0x1FD, true, null)]
    [InlineData(0x1FF, true, "can be written by other users")] // 0777
    [InlineData(0x3FF, false, "can be written by other users")] // 01777, as /tmp is
    [InlineData(0x3FF, true, null)]
    public void Find_Mode_OthersMayNotWrite(int mode, bool isGiven, string? expected)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
            File.SetUnixFileMode(Folder, (UnixFileMode)mode);
            string? fault = FolderCheck.Find(Folder, isGiven);
            Assert.True(expected is null ? fault is null : fault!.Contains(expected, StringComparison.Ordinal), fault);
        }
    }

    [Fact]
    public void Find_Link_IsOneOnlyWhereItWasNamed()
    {
        Directory.CreateSymbolicLink(Folder, _folder.Folder);
        Assert.Contains("is a link", FolderCheck.Find(Folder, isGiven: false), StringComparison.Ordinal);
        Assert.Null(FolderCheck.Find(Folder, isGiven: true));
    }

    [Fact]
    public void Find_File_IsNoFolder()
    {
        File.WriteAllText(Folder, "");
        Assert.Contains("is no folder", FolderCheck.Find(Folder, isGiven: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_FolderOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root can give a folder away");
        Directory.CreateDirectory(Folder);
        using System.Diagnostics.Process chown = System.Diagnostics.Process.Start("chown", ["12345", Folder]);
        chown.WaitForExit();
        Assert.Contains("belongs to another user (id 12345)", FolderCheck.Find(Folder, isGiven: false), StringComparison.Ordinal);
        Assert.Contains("belongs to another user (id 12345)", FolderCheck.Find(Folder, isGiven: true), StringComparison.Ordinal);
    }

    [Fact]
    public void FindInFile_LinkInAFilesPlace_IsFound()
    {
        string file = Path.Combine(_folder.Folder, "hooks.0.ring");
        Assert.Null(FolderCheck.FindInFile(file));
        File.CreateSymbolicLink(file, "/etc/passwd");
        Assert.Contains("is a link", FolderCheck.FindInFile(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NotThere_IsNoFault() => Assert.Null(FolderCheck.Find(Folder, isGiven: false));
}
