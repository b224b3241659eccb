using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>The agent wants the user'\''s attention.</summary>
[HookEvent("notification", Namespace = "/hook")]
internal readonly partial record struct NotificationShown(
    [property: PartitionKey] string SessionId,
    string NotificationType,
    string Message,
    bool IsUserInputRequest);
