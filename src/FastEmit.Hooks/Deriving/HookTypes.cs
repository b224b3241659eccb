namespace FastEmit.Hooks.Deriving;

/// <summary>The hook types by the names that agents give them.</summary>
internal static class HookTypes
{
    /// <summary>The type of a name, also of its snake-case form; <see cref="HookType.Unknown"/> for any other.</summary>
    public static HookType Parse(string? name) => name switch
    {
        "PreToolUse" or "pre_tool" or "pre_tool_use" => HookType.PreToolUse,
        "PostToolUse" or "post_tool" or "post_tool_use" or "PostToolUseFailure" => HookType.PostToolUse,
        "UserPromptSubmit" or "user_prompt" or "user_prompt_submit" => HookType.UserPromptSubmit,
        "Notification" or "notification" => HookType.Notification,
        "Stop" or "stop" => HookType.Stop,
        "SubagentStop" or "subagent_stop" => HookType.SubagentStop,
        "SessionStart" or "session_start" => HookType.SessionStart,
        "SessionEnd" or "session_end" => HookType.SessionEnd,
        "PreCompact" or "pre_compact" => HookType.PreCompact,
        "PostCompact" or "post_compact" => HookType.PostCompact,
        "AssistantResponse" or "assistant_response" => HookType.AssistantResponse,
        "PermissionRequest" or "permission_request" => HookType.PermissionRequest,
        "SubagentStart" or "subagent_start" => HookType.SubagentStart,
        "WorktreeCreate" or "worktree_create" => HookType.WorktreeCreate,
        "WorktreeRemove" or "worktree_remove" => HookType.WorktreeRemove,
        "ConfigChange" or "config_change" => HookType.ConfigChange,
        "TeammateIdle" or "teammate_idle" => HookType.TeammateIdle,
        "TaskCompleted" or "task_completed" => HookType.TaskCompleted,
        _ => HookType.Unknown,
    };
}
