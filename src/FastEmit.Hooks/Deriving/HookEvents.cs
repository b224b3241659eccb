using System.Text;
using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>The events of a hook: one for the hook itself, and for some hooks a second, derived one.</summary>
/// <param name="input">The hook's input.</param>
/// <param name="now">When the hook ran.</param>
/// <param name="correlationId">The correlation id of the tool call, or null.</param>
/// <param name="durationMs">Milliseconds since the tool call began; null when unknown.</param>
/// <param name="limits">The limits on the input's text in an event.</param>
internal sealed class HookEvents(HookInput input, DateTimeOffset now, string? correlationId, double? durationMs, TextLimits limits)
{
    private readonly HookType? _type = input.Type;
    private readonly string? _cwd = input.Cwd;
    private readonly string? _branch = GitBranch.Of(input.Cwd);

    /// <summary>The trace context of the hook, or null.</summary>
    public string? Traceparent { get; init; }

    /// <summary>The events of a hook, in order.</summary>
    public List<AgentHookEvent> Create()
    {
        List<AgentHookEvent> events = new(2) { Event(HookTypes.SubtypeOf(_type, input.HookName), WriteOwn) };
        JsonValue usage = input.Root["usage"u8];
        if (_type?.Name == "PreToolUse" && ToolFacts.IsDelegation(input.ToolName))
        {
            events.Add(Event("subagent_start", WriteSubagent));
        }
        else if (_type?.Name == "PreToolUse" && input.ToolName == "TodoWrite")
        {
            events.Add(Event("todo_updated", WriteTodos));
        }
        else if (_type?.Name is "Stop" or "SubagentStop" && usage.Kind == JsonKind.Object)
        {
            events.Add(Event("token_usage_updated", WriteUsage));
        }

        return events;
    }

    /// <summary>The event for an input that is not JSON.</summary>
    public static AgentHookEvent Invalid(byte[] text, int length, JsonSyntaxException error, DateTimeOffset now, string? agent, TextLimits limits)
    {
        void Write(ref DataWriter data)
        {
            // Input that is not JSON is handled as a text, within the limits of one and with room for a secret at its end.
            int shown = (int)Math.Min(length, (4L * Math.Min(limits.MaxText, limits.MaxTotal / 4)) + Texts.Beyond);
            data.Text("error"u8, error.Message);
            data.Number("offset"u8, (long)error.Offset);
            data.Number("input_bytes"u8, (long)length);
            data.Text("preview"u8, Texts.Cut(Redactor.Redact(Encoding.UTF8.GetString(text, 0, shown)), Math.Min(limits.MaxText, limits.MaxTotal / 4)));
        }

        return new AgentHookEvent("invalid_input", new HookData(Write, limits)) { Timestamp = now, Agent = agent ?? "unknown", EventId = EventIds.Next(now) };
    }

    private AgentHookEvent Event(string subtype, HookContent content) => new(subtype, new HookData(content, limits))
    {
        Timestamp = now,
        CorrelationId = correlationId,
        SessionId = input.SessionId,
        Cwd = _cwd,
        Traceparent = Traceparent,
        Agent = input.Agent,
        EventId = EventIds.Next(now),
    };

    private void WriteOwn(ref DataWriter data)
    {
        data.Begin(input.Root);
        WriteCommon(ref data);
        if (_type?.Step is > State.ToolCallStep.None || input.KnownToolName is not null)
        {
            data.Normal("tool_name"u8, input.ToolName);
        }

        _type?.Facts?.Invoke(ref data, input, durationMs);
        data.Input();
    }

    private void WriteSubagent(ref DataWriter data)
    {
        WriteCommon(ref data);
        data.Text("agent_type"u8, input.ToolInput["subagent_type"u8]);
        data.Text("description"u8, input.ToolInput["description"u8]);
        data.Text("prompt"u8, input.ToolInput["prompt"u8]);
        data.Text("prompt_preview"u8, Texts.Preview(input.ToolInput["prompt"u8], 200));
        data.Text("tool_use_id"u8, input.ToolUseId);
    }

    private void WriteTodos(ref DataWriter data)
    {
        JsonValue todos = input.ToolInput["todos"u8];
        WriteCommon(ref data);
        ToolInputs.WriteTodoCounts(ref data, todos, "total"u8, "completed"u8, "in_progress"u8, "pending"u8);
        data.Json("todos"u8, todos);
        data.Text("tool_use_id"u8, input.ToolUseId);
    }

    private void WriteUsage(ref DataWriter data)
    {
        WriteCommon(ref data);
        TokenUsage.Of(input.Root["usage"u8]).Write(ref data);
    }

    private void WriteCommon(ref DataWriter data)
    {
        data.Normal("hook_event_name"u8, input.HookName);
        data.Number("input_cut_at"u8, input.CutAt);
        data.Text("session_id"u8, input.SessionId);
        data.Text("correlation_id"u8, correlationId);
        data.Text("permission_mode"u8, input.Root["permission_mode"u8]);
        data.Text("working_directory"u8, _cwd);
        data.Text("git_branch"u8, _branch);
    }
}
