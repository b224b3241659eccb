using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Deriving;

/// <summary>The known hook types, one line each. The line controls parsing, installation and the table in docs/hooks.md.</summary>
internal static class HookTypes
{
    /// <summary>All of them.</summary>
    public static readonly HookType[] All =
    [
        new("PreToolUse", "before a tool call") { Subtype = "pre_tool", Aliases = ["pre_tool", "pre_tool_use"], Facts = ToolInputs.Describe, Step = ToolCallStep.Before, IsByTool = true },
        new("PostToolUse", "after a tool call") { Subtype = "post_tool", Aliases = ["post_tool", "post_tool_use"], Facts = ToolResults.Describe, Step = ToolCallStep.After, IsByTool = true },
        new("PostToolUseFailure", "after a tool call that failed") { Subtype = "post_tool", Facts = ToolResults.Describe, Step = ToolCallStep.After, IsByTool = true },
        new("PostToolBatch", "after all parallel calls of a message"),
        new("PermissionRequest", "when the user is asked for a permission") { Facts = ToolInputs.Describe, Step = ToolCallStep.PermissionAsked, IsByTool = true },
        new("PermissionDenied", "when a permission is denied without asking") { Facts = ToolInputs.Describe, IsByTool = true },
        new("UserPromptSubmit", "when the user sends a prompt") { Subtype = "user_prompt", Aliases = ["user_prompt"], Facts = TextFacts.DescribePrompt },
        new("UserPromptExpansion", "when a command becomes a prompt"),
        new("SessionStart", "at the start of a session") { IsCommandOnly = true },
        new("SessionEnd", "at the end of a session"),
        new("Setup", "when a project is set up") { IsCommandOnly = true },
        new("Stop", "at the end of a turn") { Facts = TextFacts.DescribeStop },
        new("StopFailure", "when a turn ends with an error") { Facts = TextFacts.DescribeStop },
        new("SubagentStart", "when a subagent begins"),
        new("SubagentStop", "when a subagent has finished") { Facts = TextFacts.DescribeStop },
        new("TaskCreated", "when a task is added"),
        new("TaskCompleted", "when a task is done"),
        new("TeammateIdle", "when a teammate has nothing to do"),
        new("Notification", "when the agent tells the user something") { Facts = TextFacts.DescribeNotification, IsAsync = true },
        new("MessageDisplay", "while a message is shown, piece by piece") { IsAsync = true },
        new("PreCompact", "before the context is shortened"),
        new("PostCompact", "after the context was shortened") { IsAsync = true },
        new("PreModelSwitch", "before another model is used"),
        new("PostModelSwitch", "after another model is used") { IsAsync = true },
        new("Elicitation", "when an MCP server asks the user"),
        new("ElicitationResult", "when the user has answered an MCP server"),
        new("ConfigChange", "when a settings file changes"),
        new("InstructionsLoaded", "when instructions are read") { IsAsync = true },
        new("CwdChanged", "when the working directory changes") { IsAsync = true },
        new("FileChanged", "when a watched file changes") { IsAsync = true },
        new("DirectoryAdded", "when a directory is added to the session") { IsAsync = true },
        new("WorktreeCreate", "when a worktree is wanted") { NotInstalled = "its hook has to make the worktree: the agent takes what it prints for the path" },
        new("WorktreeRemove", "when a worktree is removed") { IsAsync = true },
        new("PreSkillShellCommand", "before a skill runs a command"),
        new("AssistantResponse", "when the agent has said something") { NotInstalled = "Claude Code has no such hook; Cursor's afterAgentResponse becomes it" },
    ];

    /// <summary>The type with this name or snake-case name; null for an unknown one.</summary>
    public static HookType? Find(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        foreach (HookType type in All)
        {
            if (type.Name == name || Array.IndexOf(type.Aliases, name) >= 0)
            {
                return type;
            }
        }

        return name.Contains('_', StringComparison.Ordinal) || char.IsAsciiLetterLower(name[0]) ? FindBySubtype(name) : null;
    }

    /// <summary>The subtype of a hook's events, also for an unknown hook.</summary>
    public static string SubtypeOf(HookType? type, string? name) => type?.Subtype ?? HookNames.ToSubtype(type?.Name ?? name);

    private static HookType? FindBySubtype(string name)
    {
        foreach (HookType type in All)
        {
            if (HookNames.ToSubtype(type.Name) == name)
            {
                return type;
            }
        }

        return null;
    }
}
