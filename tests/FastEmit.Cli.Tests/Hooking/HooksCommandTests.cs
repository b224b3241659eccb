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
        Assert.Equal(33, installed.Json.GetProperty("changed").GetInt32());
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
            "doctor", "--url", "http://127.0.0.1:1", "--json");
        Assert.Equal(1, session.ExitCode);
        Assert.False(session.Json.GetProperty("healthy").GetBoolean());
        Assert.Equal(
            ["settings wrong", "ring file note", "agent note", "server wrong"],
            session.Json.GetProperty("findings").EnumerateArray().Select(static finding => $"{finding.GetProperty("subject")} {finding.GetProperty("state")}"));
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("gemini")]
    [InlineData("cursor")]
    [InlineData("copilot")]
    [InlineData("windsurf")]
    [InlineData("kiro")]
    public async Task InstallThenUninstall_AnySettingsOfAnyAgent_LeavesEveryByte(string agent)
    {
        Random random = new(agent.Length);
        for (int i = 0; i < 60; i++)
        {
            byte[] before = RandomSettings.Write(random);
            await File.WriteAllBytesAsync(Settings, before, TestContext.Current.CancellationToken);
            CommandLineSession installed = await RunAsync("install", "--agent", agent, "--command", "fastemit hook", "--json");
            CommandLineSession again = await RunAsync("install", "--agent", agent, "--command", "/opt/fastemit hook --full", "--json");
            CommandLineSession status = await RunAsync("status", "--agent", agent, "--json");
            CommandLineSession removed = await RunAsync("uninstall", "--agent", agent, "--json");
            string text = System.Text.Encoding.UTF8.GetString(before);
            Assert.True(installed.ExitCode == 0 && again.ExitCode == 0 && removed.ExitCode == 0, $"{text}: {installed.Error} {again.Error} {removed.Error}");
            Assert.True(status.Json.GetProperty("complete").GetBoolean(), text);
            byte[] left = await File.ReadAllBytesAsync(Settings, TestContext.Current.CancellationToken);
            Assert.True(before.AsSpan().SequenceEqual(left), text);
        }
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("kiro")]
    public async Task InstallThenUninstall_NoFile_LeavesNoFile(string agent)
    {
        Assert.Equal(0, (await RunAsync("install", "--agent", agent, "--command", "fastemit hook")).ExitCode);
        Assert.True(File.Exists(Settings));
        Assert.Equal(0, (await RunAsync("uninstall", "--agent", agent)).ExitCode);
        Assert.False(File.Exists(Settings));
    }

    [Fact]
    public async Task InstallEditUninstall_KeepsTheEdit()
    {
        await File.WriteAllTextAsync(Settings, "{\n  \"model\": \"opus\"\n}\n", TestContext.Current.CancellationToken);
        await RunAsync("install", "--command", "fastemit hook");
        string edited = (await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken)).Replace("opus", "sonnet", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Settings, edited, TestContext.Current.CancellationToken);
        await RunAsync("uninstall");
        Assert.Equal("{\n  \"model\": \"sonnet\"\n}\n", await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Install_Claude_WritesArgumentsWithoutAShellAndLetsTheAgentNotWaitWhereNothingIsDecided()
    {
        await RunAsync("install");
        JsonElement hooks = JsonElement.Parse(await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken)).GetProperty("hooks");
        Assert.Equal(33, hooks.EnumerateObject().Count());
        Assert.False(hooks.TryGetProperty("WorktreeCreate", out _));
        JsonElement pre = hooks.GetProperty("PreToolUse")[0];
        Assert.Equal("*", pre.GetProperty("matcher").GetString());
        JsonElement entry = pre.GetProperty("hooks")[0];
        Assert.Equal(("command", "hook"), (entry.GetProperty("type").GetString(), entry.GetProperty("args")[0].GetString()));
        Assert.False(entry.TryGetProperty("async", out _));
        Assert.True(hooks.GetProperty("Notification")[0].GetProperty("hooks")[0].GetProperty("async").GetBoolean());
        Assert.True(hooks.TryGetProperty("PostToolUseFailure", out _));
    }

    [Fact]
    public async Task Install_Http_IsHttpButWhereTheAgentSkipsIt()
    {
        CommandLineSession installed = await RunAsync("install", "--http", "18786", "--json");
        Assert.True(installed.ExitCode == 0, installed.Error);
        JsonElement settings = JsonElement.Parse(await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken));
        JsonElement entry = settings.GetProperty("hooks").GetProperty("PreToolUse")[0].GetProperty("hooks")[0];
        Assert.Equal(("http", "http://127.0.0.1:18786/api/hooks/claude"), (entry.GetProperty("type").GetString(), entry.GetProperty("url").GetString()));
        Assert.Equal("Bearer $FASTEMIT_HOOK_TOKEN", entry.GetProperty("headers").GetProperty("Authorization").GetString());
        Assert.Equal("FASTEMIT_HOOK_TOKEN", entry.GetProperty("allowedEnvVars")[0].GetString());
        Assert.Equal("command", settings.GetProperty("hooks").GetProperty("SessionStart")[0].GetProperty("hooks")[0].GetProperty("type").GetString());
        Assert.Equal("command", settings.GetProperty("hooks").GetProperty("Setup")[0].GetProperty("hooks")[0].GetProperty("type").GetString());

        string[] file = await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "state", "hooks.http"), TestContext.Current.CancellationToken);
        Assert.Equal(("18786", settings.GetProperty("env").GetProperty("FASTEMIT_HOOK_TOKEN").GetString()), (file[0], file[1]));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "state", "hooks.http")));
        }

        await RunAsync("uninstall");
        Assert.False(File.Exists(Settings));
    }

    [Theory]
    [InlineData("install", "--agent", "nobody")]
    [InlineData("install", "--http", "99999")]
    [InlineData("install", "--agent", "codex", "--http")]
    [InlineData("install", "--agent", "codex", "gemini")]
    [InlineData("install", "--types", "NoSuchType")]
    public async Task Install_WhatMakesNoSense_IsBadUsage(params string[] arguments)
    {
        CommandLineSession session = await RunAsync(arguments[0], arguments[1..]);
        Assert.Equal(2, session.ExitCode);
        Assert.False(File.Exists(Settings));
    }

    [Theory]
    [InlineData("\uFEFF{}", "byte order mark")]
    [InlineData("{ // mine\n}", "discards the whole file")]
    [InlineData("{\"hooks\":{\"Stop\":[{\"type\":\"command\",\"command\":\"x\"}]}}", "bare entry")]
    [InlineData("{\"hooks\":{\"PreToolUse\":[{\"matcher\":{\"tools\":[]},\"hooks\":[]}]}}", "matcher that is no text")]
    [InlineData("{\"disableAllHooks\":true}", "runs no hook")]
    public async Task Doctor_SettingsThatTheAgentDiscards_AreWrong(string text, string words)
    {
        await File.WriteAllTextAsync(Settings, text, TestContext.Current.CancellationToken);
        await RunAsync("install");
        CommandLineSession session = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        Assert.Contains(session.Json.GetProperty("findings").EnumerateArray(), finding =>
            finding.GetProperty("state").GetString() == "wrong" && finding.GetProperty("words").GetString()!.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_ProgramThatIsGone_IsNamed()
    {
        await RunAsync("install", "--command", "/no/such/fastemit hook");
        CommandLineSession session = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        JsonElement command = session.Json.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("subject").GetString() == "command");
        Assert.Equal("wrong", command.GetProperty("state").GetString());
        Assert.StartsWith("'/no/such/fastemit' does not exist", command.GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "good")]
    [InlineData("port", "wrong")]
    [InlineData("secret", "wrong")]
    [InlineData("file", "wrong")]
    public async Task Doctor_HooksByHttp_GoWhereTheAgentListens(string broken, string state)
    {
        await RunAsync("install", "--http", "18787");
        string text = await File.ReadAllTextAsync(Settings, TestContext.Current.CancellationToken);
        string endpoint = Path.Combine(_folder.FullName, "state", "hooks.http");
        string secret = (await File.ReadAllLinesAsync(endpoint, TestContext.Current.CancellationToken))[1];
        await File.WriteAllTextAsync(
            Settings,
            broken switch { "port" => text.Replace("18787", "18788", StringComparison.Ordinal), "secret" => text.Replace(secret, new string('0', 32), StringComparison.Ordinal), _ => text },
            TestContext.Current.CancellationToken);
        if (broken == "file")
        {
            File.Delete(endpoint);
        }

        CommandLineSession session = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        JsonElement finding = session.Json.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("subject").GetString() == "http");
        Assert.True(state == finding.GetProperty("state").GetString(), finding.ToString());
    }

    [Theory]
    [InlineData(null, "wrong")]
    [InlineData("a-wrong-secret-of-some-length", "wrong")]
    [InlineData("the-right-secret-of-this-test", "good")]
    public async Task Doctor_ServerWithAToken_IsTried(string? token, string state)
    {
        await using FastEmit.Collector.CollectorServer server = await FastEmit.Collector.CollectorServer.StartAsync(
            new FastEmit.Collector.CollectorOptions { Port = 0, Token = "the-right-secret-of-this-test" }, TestContext.Current.CancellationToken);
        string[] options = token is null ? [] : ["--token", token];
        CommandLineSession session = await RunAsync("doctor", ["--url", server.Url, "--json", .. options]);
        JsonElement finding = session.Json.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("subject").GetString() == "server");
        Assert.True(state == finding.GetProperty("state").GetString(), finding.ToString());
    }

    [Fact]
    public async Task Stats_NoAgent_SaysWhatTheFilesSayAndFallsShort()
    {
        CommandLineSession session = await CommandLineSession.RunAsync("stats", "--ring-file", Path.Combine(_folder.FullName, "hooks"), "--json");
        Assert.Equal(1, session.ExitCode);
        Assert.False(session.Json.GetProperty("running").GetBoolean());
        Assert.Equal(0, session.Json.GetProperty("hooks").GetProperty("hooks").GetInt64());
    }

    [Fact]
    public async Task Doctor_FolderThatHooksCannotUse_IsWrong()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "state"), "", TestContext.Current.CancellationToken);
        CommandLineSession session = await RunAsync("doctor", "--url", "http://127.0.0.1:1", "--json");
        JsonElement finding = session.Json.GetProperty("findings").EnumerateArray().Single(static finding => finding.GetProperty("subject").GetString() == "folder");
        Assert.Equal("wrong", finding.GetProperty("state").GetString());
        Assert.Contains(Path.Combine(_folder.FullName, "state"), finding.GetProperty("words").GetString(), StringComparison.Ordinal);
    }

    private Task<CommandLineSession> RunAsync(string verb, params string[] options) =>
        CommandLineSession.RunAsync(["hooks", verb, "--settings", Settings, "--ring-file", Path.Combine(_folder.FullName, "state", "hooks"), .. options]);
}
