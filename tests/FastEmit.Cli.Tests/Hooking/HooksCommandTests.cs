using System.Text.Json;

namespace FastEmit.Cli.Tests.Hooking;

public sealed class HooksCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fastemit-hooks-command-");

    private string Settings => Path.Combine(_folder.FullName, "settings.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Hooks_InstallStatusUninstall_GoRoundAndBack()
    {
        const string Before = "{\n  // mine\n  \"model\": \"opus\"\n}\n";
        await File.WriteAllTextAsync(Settings, Before, TestContext.Current.CancellationToken);

        CommandLineSession missing = await RunAsync("status", "--json");
        CommandLineSession installed = await RunAsync("install", "--command", "fastemit hook", "--json");
        CommandLineSession again = await RunAsync("install", "--command", "fastemit hook", "--json");
        CommandLineSession status = await RunAsync("status", "--json");
        CommandLineSession removed = await RunAsync("uninstall", "--json");

        Assert.Equal((1, 0, 0, 0, 0), (missing.ExitCode, installed.ExitCode, again.ExitCode, status.ExitCode, removed.ExitCode));
        Assert.Equal(9, installed.Json.GetProperty("changed").GetInt32());
        Assert.Equal(Before, await File.ReadAllTextAsync(installed.Json.GetProperty("backup").GetString()!, TestContext.Current.CancellationToken));
        Assert.Equal((0, JsonValueKind.Null), (again.Json.GetProperty("changed").GetInt32(), again.Json.GetProperty("backup").ValueKind));
        Assert.Equal("fastemit hook", status.Json.GetProperty("installed").GetProperty("PreToolUse").GetString());
        Assert.Equal(Before, await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Install_BrokenSettings_ChangesNothingAndSaysWhere()
    {
        await File.WriteAllTextAsync(Settings, "{ \"a\": }", TestContext.Current.CancellationToken);
        CommandLineSession session = await RunAsync("install");
        Assert.Equal(1, session.ExitCode);
        Assert.Contains("line 1, column 8", session.Error, StringComparison.Ordinal);
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public async Task Install_CommandThatIsNoHook_IsBadUsage()
    {
        CommandLineSession session = await RunAsync("install", "--command", "rm -rf /");
        Assert.Equal(2, session.ExitCode);
        Assert.False(File.Exists(Settings));
    }

    [Fact]
    public async Task Doctor_NothingInstalledAndNoServer_SaysWhatIsWrong()
    {
        CommandLineSession session = await RunAsync(
            "doctor", "--ring-file", Path.Combine(_folder.FullName, "hooks"), "--url", "http://127.0.0.1:1", "--json");
        Assert.Equal(1, session.ExitCode);
        Assert.False(session.Json.GetProperty("healthy").GetBoolean());
        Assert.Equal(
            ["settings wrong", "ring file note", "agent note", "server wrong"],
            session.Json.GetProperty("findings").EnumerateArray().Select(static finding => $"{finding.GetProperty("subject")} {finding.GetProperty("state")}"));
    }

    [Fact]
    public async Task Stats_NoAgent_SaysWhatTheFilesSayAndFallsShort()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("stats", "--ring-file", Path.Combine(_folder.FullName, "hooks"), "--json");
        Assert.Equal(1, session.ExitCode);
        Assert.False(session.Json.GetProperty("running").GetBoolean());
        Assert.Equal(0, session.Json.GetProperty("hooks").GetProperty("hooks").GetInt64());
    }

    private Task<CommandLineSession> RunAsync(string verb, params string[] options) =>
        CommandLineSession.RunAsync(["hooks", verb, "--settings", Settings, .. options]);
}
