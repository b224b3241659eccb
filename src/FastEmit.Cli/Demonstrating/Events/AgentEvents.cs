using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>An agent session begins.</summary>
[HookEvent("session_start", Namespace = "/hook")]
internal readonly partial record struct SessionStarted(
    [property: PartitionKey] string SessionId,
    string Cwd,
    string Model);

/// <summary>The user asks for something.</summary>
[HookEvent("user_prompt", Namespace = "/hook")]
internal readonly partial record struct PromptSubmitted(
    [property: PartitionKey] string SessionId,
    string PromptPreview,
    int PromptLength,
    bool IsCommand);

/// <summary>The agent is about to use a tool.</summary>
[HookEvent("pre_tool", Namespace = "/hook")]
internal readonly partial record struct ToolStarting(
    [property: PartitionKey] string SessionId,
    string CorrelationId,
    string ToolName,
    string OperationType,
    string Parameters,
    bool SecurityRisk);

/// <summary>The agent has used a tool.</summary>
[HookEvent("post_tool", Namespace = "/hook")]
internal readonly partial record struct ToolFinished(
    [property: PartitionKey] string SessionId,
    string CorrelationId,
    string ToolName,
    bool Success,
    int DurationMs,
    int OutputSize);

/// <summary>The agent wants the user'\''s attention.</summary>
[HookEvent("notification", Namespace = "/hook")]
internal readonly partial record struct NotificationShown(
    [property: PartitionKey] string SessionId,
    string NotificationType,
    string Message,
    bool IsUserInputRequest);

/// <summary>A delegated task has ended.</summary>
[HookEvent("subagent_stop", Namespace = "/hook")]
internal readonly partial record struct SubagentStopped(
    [property: PartitionKey] string SessionId,
    string AgentType,
    string AgentId,
    string Reason);

/// <summary>The agent has finished its turn.</summary>
[HookEvent("stop", Namespace = "/hook")]
internal readonly partial record struct TurnStopped(
    [property: PartitionKey] string SessionId,
    string Reason,
    int InputTokens,
    int OutputTokens);

/// <summary>An agent session is over.</summary>
[HookEvent("session_end", Namespace = "/hook")]
internal readonly partial record struct SessionEnded(
    [property: PartitionKey] string SessionId,
    string Reason);
