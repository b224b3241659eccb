using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Input;

/// <summary>The input of one hook: what all hook types have in common, and the rest by name.</summary>
internal sealed class HookInput
{
    private const int MaxName = 128;

    /// <param name="root">The parsed input.</param>
    /// <param name="cutAt">After how many bytes it was cut, or null.</param>
    public HookInput(JsonValue root, long? cutAt)
    {
        Root = root;
        CutAt = cutAt;
        HookName = FirstText("hook_event_name"u8, "event"u8, "type"u8, "event_type"u8, "hook_event_type"u8);
        SessionId = FirstText("session_id"u8, "sessionId"u8);
        ToolUseId = Root["tool_use_id"u8].GetText(MaxName);
    }

    /// <summary>The whole input.</summary>
    public JsonValue Root { get; }

    /// <summary>After how many bytes the input was cut, or null.</summary>
    public long? CutAt { get; }

    /// <summary>The hook's type as the agent calls it, or null.</summary>
    public string? HookName { get; }

    /// <summary>The agent's session, or null.</summary>
    public string? SessionId { get; }

    /// <summary>The id of the tool call, or null.</summary>
    public string? ToolUseId { get; }

    /// <summary>The agent's working directory, or null.</summary>
    public string? Cwd => Texts.Whole(Root["cwd"u8]);

    /// <summary>How the agent asks for permissions, or null.</summary>
    public string? PermissionMode => Texts.Whole(Root["permission_mode"u8]);

    /// <summary>The tool, or <c>unknown</c>.</summary>
    public string ToolName => Root["tool_name"u8].GetText(MaxName) ?? "unknown";

    /// <summary>What the tool is asked to do.</summary>
    public JsonValue ToolInput => Root["tool_input"u8];

    private string? FirstText(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default, ReadOnlySpan<byte> fourth = default, ReadOnlySpan<byte> fifth = default) =>
        Root[first].GetText(MaxName)
        ?? Root[second].GetText(MaxName)
        ?? (third.IsEmpty ? null : Root[third].GetText(MaxName) ?? Root[fourth].GetText(MaxName) ?? Root[fifth].GetText(MaxName));
}
