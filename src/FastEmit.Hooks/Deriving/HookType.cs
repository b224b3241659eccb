namespace FastEmit.Hooks.Deriving;

/// <summary>The hook types that are known.</summary>
internal enum HookType
{
    Unknown = 0,
    PreToolUse,
    PostToolUse,
    UserPromptSubmit,
    Notification,
    Stop,
    SubagentStop,
    SessionStart,
    SessionEnd,
    PreCompact,
    PostCompact,
    AssistantResponse,
    PermissionRequest,
    SubagentStart,
    WorktreeCreate,
    WorktreeRemove,
    ConfigChange,
    TeammateIdle,
    TaskCompleted,
}
