namespace FastEmit.Hooks.Settings;

/// <summary>The hook types that are installed.</summary>
internal static class InstalledHooks
{
    /// <summary>What every version of the agents knows. An agent may refuse a whole settings file for one name that it does not know.</summary>
    public static readonly string[] Default =
    [
        "PreToolUse", "PostToolUse", "UserPromptSubmit", "Notification", "Stop", "SubagentStop", "PreCompact", "SessionStart", "SessionEnd",
    ];

    /// <summary>
    /// What newer ones know as well. WorktreeCreate is not among them: what its hook prints is taken for the path of the
    /// worktree.
    /// </summary>
    public static readonly string[] Newer =
    [
        "PostToolUseFailure", "PermissionRequest", "SubagentStart", "PostCompact", "WorktreeRemove", "ConfigChange", "TeammateIdle", "TaskCompleted",
    ];

    /// <summary>Whether hooks of a type are chosen by the tool's name.</summary>
    public static bool HasMatcher(string type) => type is "PreToolUse" or "PostToolUse" or "PostToolUseFailure" or "PermissionRequest";
}
