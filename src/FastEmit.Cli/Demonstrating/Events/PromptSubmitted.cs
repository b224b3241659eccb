using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating.Events;

/// <summary>The user asks for something.</summary>
[HookEvent("user_prompt", Namespace = "/hook")]
internal readonly partial record struct PromptSubmitted(
    [property: PartitionKey] string SessionId,
    string PromptPreview,
    int PromptLength,
    bool IsCommand);
