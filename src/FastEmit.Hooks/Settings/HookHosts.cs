using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Dialects;

namespace FastEmit.Hooks.Settings;

/// <summary>The agents that support the installation of the hook.</summary>
internal static class HookHosts
{
    /// <summary>Claude Code.</summary>
    public static readonly HookHost Claude = new("claude")
    {
        Types = [.. HookTypes.All.Where(static type => type.NotInstalled is null).Select(static type => type.Name)],
        UserFile = static (home, variable) => Path.Combine(variable("CLAUDE_CONFIG_DIR") is { Length: > 0 } folder ? folder : Path.Combine(home, ".claude"), "settings.json"),
        ProjectFile = ".claude/settings.json",
        IsStrict = true,
        Matcher = static type => HookTypes.Find(type) is { IsByTool: true } ? "*" : null,
        Entry = static entry => ClaudeEntry(entry),
    };

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<HookHost> All =
    [
        Claude,
        new("codex")
        {
            Types = ["SessionStart", "UserPromptSubmit", "PreToolUse", "PermissionRequest", "PostToolUse", "PreCompact", "PostCompact", "SubagentStart", "SubagentStop", "Stop"],
            UserFile = static (home, variable) => Path.Combine(variable("CODEX_HOME") is { Length: > 0 } folder ? folder : Path.Combine(home, ".codex"), "hooks.json"),
            ProjectFile = ".codex/hooks.json",
            IsStrict = true,
            Entry = static entry => SettingsJson.Object(
                ("type", "\"command\""), ("command", SettingsJson.Quote(entry.Shell("--agent", "codex"))), ("timeout", SettingsJson.Number(HookEntry.TimeoutSeconds))),
            Note = "Codex runs a new hook only once you trust it: approve it with /hooks. For 'notify' in config.toml: notify = [\"fastemit\", \"hook\", \"--agent\", \"codex\"]",
        },
        new("gemini")
        {
            Types = ["SessionStart", "SessionEnd", "BeforeAgent", "AfterAgent", "BeforeTool", "AfterTool", "PreCompress", "Notification"],
            UserFile = static (home, _) => Path.Combine(home, ".gemini", "settings.json"),
            ProjectFile = ".gemini/settings.json",
            Matcher = static type => type is "BeforeTool" or "AfterTool" ? "*" : null,
            Entry = static entry => SettingsJson.Object(
                ("name", "\"fastemit\""), ("type", "\"command\""), ("command", SettingsJson.Quote(entry.Shell("--agent", "gemini"))),
                ("timeout", SettingsJson.Number(1000 * HookEntry.TimeoutSeconds))),
        },
        new("cursor")
        {
            Types =
            [
                "sessionStart", "sessionEnd", "beforeSubmitPrompt", "preToolUse", "postToolUse", "postToolUseFailure", "afterFileEdit", "subagentStart", "subagentStop",
                "afterAgentResponse", "preCompact", "stop",
            ],
            UserFile = static (home, _) => Path.Combine(home, ".cursor", "hooks.json"),
            ProjectFile = ".cursor/hooks.json",
            Members = [("version", "1")],
            IsGrouped = false,
            Entry = static entry => SettingsJson.Object(("command", SettingsJson.Quote(entry.Shell("--agent", "cursor"))), ("timeout", SettingsJson.Number(HookEntry.TimeoutSeconds))),
        },
        new("copilot")
        {
            Types = ["sessionStart", "sessionEnd", "userPromptSubmitted", "preToolUse", "postToolUse", "agentStop", "subagentStop", "errorOccurred"],
            UserFile = static (home, _) => Path.Combine(home, ".copilot", "hooks", "fastemit.json"),
            Folder = ".copilot",
            ProjectFile = ".github/hooks/fastemit.json",
            Members = [("version", "1")],
            IsGrouped = false,
            Entry = static entry => SettingsJson.Object(
                ("type", "\"command\""), ("bash", SettingsJson.Quote(entry.Shell("--agent", "copilot", "--event", entry.Type))),
                ("timeoutSec", SettingsJson.Number(HookEntry.TimeoutSeconds))),
            Note = "Copilot also reads a repository's .claude/settings.json: install the hook for one of the two there. VS Code reads both files, too.",
        },
        new("windsurf")
        {
            Types = [.. DialectTypes("windsurf")],
            UserFile = static (home, _) => Path.Combine(home, ".codeium", "windsurf", "hooks.json"),
            ProjectFile = ".windsurf/hooks.json",
            IsGrouped = false,
            Entry = static entry => SettingsJson.Object(("command", SettingsJson.Quote(entry.Shell("--agent", "windsurf"))), ("show_output", "false")),
        },
        new("kiro")
        {
            Types = ["agentSpawn", "userPromptSubmit", "preToolUse", "postToolUse", "stop"],
            UserFile = static (home, _) => Path.Combine(home, ".kiro", "agents", "fastemit.json"),
            Folder = ".kiro",
            ProjectFile = ".kiro/agents/fastemit.json",
            Members = [("name", "\"fastemit\""), ("tools", "[\"*\"]")],
            IsGrouped = false,
            Entry = static entry => entry.Type is "preToolUse" or "postToolUse"
                ? SettingsJson.Object(("matcher", "\"*\""), ("command", SettingsJson.Quote(entry.Shell("--agent", "kiro"))), ("timeout_ms", SettingsJson.Number(1000 * HookEntry.TimeoutSeconds)))
                : SettingsJson.Object(("command", SettingsJson.Quote(entry.Shell("--agent", "kiro"))), ("timeout_ms", SettingsJson.Number(1000 * HookEntry.TimeoutSeconds))),
            Note = "Kiro's hooks belong to one of its agents: this is one called fastemit (kiro-cli chat --agent fastemit); --settings FILE takes the file of another.",
        },
        new("opencode")
        {
            Types = [.. DialectTypes("opencode")],
            UserFile = static (home, variable) => Path.Combine(
                variable("XDG_CONFIG_HOME") is { Length: > 0 } folder ? folder : Path.Combine(home, ".config"), "opencode", "plugins", "fastemit.js"),
            ProjectFile = ".opencode/plugins/fastemit.js",
            Folder = ".config/opencode",
            Entry = static _ => "",
            Content = OpenCodePlugin.Write,
        },
    ];

    /// <summary>An agent by its name, or null.</summary>
    public static HookHost? Find(string agent) => All.FirstOrDefault(host => string.Equals(host.Agent, agent, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> DialectTypes(string agent) => HookDialects.Find(agent)!.Hooks.Select(static hook => hook.Original);

    private static string ClaudeEntry(HookEntry entry)
    {
        HookType? type = HookTypes.Find(entry.Type);
        if (entry.Endpoint is { } endpoint && type is not { IsCommandOnly: true })
        {
            return SettingsJson.Object(
                ("type", "\"http\""),
                ("url", SettingsJson.Quote(endpoint.UrlOf("claude"))),
                ("headers", $"{{\"Authorization\": \"Bearer ${HookEndpointAddress.TokenVariable}\"}}"),
                ("allowedEnvVars", $"[\"{HookEndpointAddress.TokenVariable}\"]"),
                ("timeout", "5"));
        }

        (string, string)[] command = entry.Command is { } given
            ? [("command", SettingsJson.Quote(given))]
            : [("command", SettingsJson.Quote(entry.Words[0])), ("args", $"[{string.Join(", ", entry.Words.Skip(1).Select(SettingsJson.Quote))}]")];
        (string, string)[] waiting = type is { IsAsync: true } ? [("async", "true")] : [];
        return SettingsJson.Object([("type", "\"command\""), .. command, .. waiting, ("timeout", SettingsJson.Number(HookEntry.TimeoutSeconds))]);
    }
}
