using FastEmit.Cli.Hooking;
using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Tests.Hooking;

public sealed class HookCommandLineTests
{
    [Fact]
    public void Lasting_ToolInItsStore_IsTheCommandBesideIt()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-tool-");
        string command = Path.Combine(folder.FullName, "fastemit");
        File.WriteAllText(command, "");
        Assert.Equal(command, HookCommandLine.Lasting($"{folder.FullName}/.store/fastemit.cli/0.1.0/tools/FastEmit.Cli"));
        Assert.Equal("/opt/fastemit/FastEmit.Cli", HookCommandLine.Lasting("/opt/fastemit/FastEmit.Cli"));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Build_OptionsWithBlanks_AreQuotedAndRecognisedAgain()
    {
        string command = HookCommandLine.Build("/a b/hooks", "http://localhost:8765", "/hook");
        Assert.EndsWith(" hook --ring-file '/a b/hooks' --url http://localhost:8765 --namespace /hook", command, StringComparison.Ordinal);
        Assert.True(HookInstallation.IsOurs(HookCommandLine.Build(null, null, null).Replace("FastEmit.Cli.Tests", "FastEmit.Cli", StringComparison.Ordinal)));
    }
}
