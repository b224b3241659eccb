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
        IReadOnlyList<string> words = HookCommandLine.Words(isShared: false, "/nowhere", ("--ring-file", "/a b/hooks"), ("--url", null), ("--full", ""));
        Assert.Equal(["hook", "--ring-file", "/a b/hooks", "--full"], words.Skip(words.Count - 4));
        HookEntry entry = new("Stop", words, Command: null, Endpoint: null);
        Assert.EndsWith(" hook --ring-file '/a b/hooks' --full --agent codex", entry.Shell("--agent", "codex"), StringComparison.Ordinal);
        Assert.True(HookInstallation.IsOurs(entry.Shell().Replace("FastEmit.Cli.Tests", "FastEmit.Cli", StringComparison.Ordinal)));
    }

    [Fact]
    public void Words_FileThatIsShared_HoldsNoPathOfThisMachine() => Assert.Equal(["fastemit", "hook"], HookCommandLine.Words(isShared: true, "/nowhere"));

    [Fact]
    public void Keep_HookInAToolsStore_IsCopiedWithALinkToTheCommand()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("links and permissions of Unix");
            return;
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-tool-");
        string store = Directory.CreateDirectory(Path.Combine(folder.FullName, ".store/fastemit.cli/0.1.0")).FullName;
        string program = Path.Combine(store, "FastEmit.Cli");
        string command = Path.Combine(folder.FullName, "fastemit");
        string bin = Path.Combine(folder.FullName, "bin");
        File.WriteAllText(Path.Combine(store, "fastemit-hook"), "native");
        File.WriteAllText(command, "");
        string hook = NativeHook.Beside(program)!;

        string kept = NativeHook.Keep(hook, program, HookCommandLine.Lasting(program), bin);
        string again = NativeHook.Keep(hook, program, HookCommandLine.Lasting(program), bin);

        Assert.Equal((Path.Combine(bin, "fastemit-hook"), kept, "native"), (kept, again, File.ReadAllText(kept)));
        Assert.Equal(command, new FileInfo(Path.Combine(bin, "fastemit")).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(kept));
        Assert.Equal("/opt/fastemit-hook", NativeHook.Keep("/opt/fastemit-hook", "/opt/fastemit", "/opt/fastemit", bin)); // in no store it stays where it is
        File.WriteAllText(Path.Combine(store, "fastemit-hook.dll"), "");
        Assert.Null(NativeHook.Beside(program)); // the portable build
        folder.Delete(recursive: true);
    }
}
