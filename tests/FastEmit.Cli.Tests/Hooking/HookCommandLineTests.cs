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
    public void Words_OptionsWithBlanks_AreWordsOfTheirOwnAndQuotedForAShell()
    {
        IReadOnlyList<string> words = HookCommandLine.Words(isShared: false, ("--ring-file", "/a b/hooks"), ("--url", null), ("--full", ""));
        Assert.Equal(["hook", "--ring-file", "/a b/hooks", "--full"], words.Skip(words.Count - 4));
        HookEntry entry = new("Stop", words, Command: null, Endpoint: null);
        Assert.EndsWith(" hook --ring-file '/a b/hooks' --full --agent codex", entry.Shell("--agent", "codex"), StringComparison.Ordinal);
        Assert.True(HookInstallation.IsOurs(entry.Shell().Replace("FastEmit.Cli.Tests", "FastEmit.Cli", StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_FileThatIsShared_HoldsNoPathOfThisMachine() => Assert.Equal(["fastemit", "hook"], HookCommandLine.Words(isShared: true));
}
