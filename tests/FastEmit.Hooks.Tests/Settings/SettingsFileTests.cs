using System.Text;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Settings;

namespace FastEmit.Hooks.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-settings-");

    private string Path => System.IO.Path.Combine(_folder.FullName, ".claude", "settings.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Save_NoFile_MakesFolderAndFileAndNoBackup()
    {
        SettingsFile file = SettingsFile.Read(Path);
        Install(file, [.. HookHosts.Claude.Types]);
        Assert.Null(file.Save(TimeProvider.System));
        Assert.Equal(HookHosts.Claude.Types.Count, HookInstallation.Find(SettingsFile.Read(Path).Text).Count);
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void Save_Changed_KeepsWhatWasThere()
    {
        Write("{ \"a\": 1 }\n");
        SettingsFile file = SettingsFile.Read(Path);
        Install(file, [.. HookHosts.Claude.Types]);
        string backup = file.Save(TimeProvider.System)!;
        Assert.Equal("{ \"a\": 1 }\n", File.ReadAllText(backup));
    }

    [Fact]
    public void Save_Unchanged_WritesNothing()
    {
        Write("{ \"a\": 1 }\n");
        Assert.Null(SettingsFile.Read(Path).Save(TimeProvider.System));
        Assert.Single(Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!));
    }

    [Fact]
    public void Save_SymbolicLink_WritesItsTargetAndKeepsItsMode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links and modes of Unix");
        string target = System.IO.Path.Combine(_folder.FullName, "dotfiles.json");
        File.WriteAllText(target, "{}\n");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.CreateSymbolicLink(Path, target);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            SettingsFile file = SettingsFile.Read(Path);
            Install(file, ["Stop"]);
            file.Save(TimeProvider.System);
            Assert.NotNull(File.ResolveLinkTarget(Path, returnFinalTarget: false));
            Assert.Contains("fastemit hook", File.ReadAllText(target), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        }
    }

    [Fact]
    public void Read_Broken_SaysWhere()
    {
        Write("{\n  \"a\": 1\n  \"b\": 2\n}\n");
        JsonSyntaxException exception = Assert.Throws<JsonSyntaxException>(() => SettingsFile.Read(Path));
        Assert.Contains("line 3, column 3", exception.Message, StringComparison.Ordinal);
    }

    private static void Install(SettingsFile file, string[] types) =>
        HookInstallation.Install(file.Text, HookHosts.Claude, types, new HookEntry("", [], "fastemit hook", Endpoint: null));

    private void Write(string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllBytes(Path, Encoding.UTF8.GetBytes(text));
    }
}
