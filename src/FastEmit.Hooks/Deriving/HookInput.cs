using FastEmit.Hooks.Dialects;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Deriving;

/// <summary>The input of one hook in its normal form: the common members under our names, and the others by name.</summary>
internal sealed class HookInput
{
    /// <param name="root">The parsed input.</param>
    /// <param name="cutAt">The length in bytes at which the input was cut, or null.</param>
    /// <param name="agent">The agent that runs the hook; null to recognise it by the input.</param>
    /// <param name="event">The hook's name for an input without one, or null.</param>
    public HookInput(JsonValue root, long? cutAt = null, string? agent = null, string? @event = null)
    {
        Root = root;
        CutAt = cutAt;
        Dialect = HookDialects.Find(agent) ?? HookDialects.Recognise(root);
        Agent = agent ?? Dialect.Agent;
        OriginalName = Dialect.FindName(root, @event);
        Type = HookTypes.Find(Dialect.NormalName(OriginalName, out string? tool));
        HookName = Type?.Name ?? OriginalName;
        SessionId = First(Dialect.Session).GetName();
        ToolUseId = First(Dialect.ToolUse).GetName();
        KnownToolName = Dialect.ToolOf(First(Dialect.Tool).GetName()) ?? tool;
        ToolInput = Dialect.InputOf(root, tool);
    }

    /// <summary>The whole input.</summary>
    public JsonValue Root { get; }

    /// <summary>The length in bytes at which the input was cut, or null.</summary>
    public long? CutAt { get; }

    /// <summary>The agent's dialect.</summary>
    public HookDialect Dialect { get; }

    /// <summary>The agent.</summary>
    public string Agent { get; }

    /// <summary>The hook's type; null for an unknown one.</summary>
    public HookType? Type { get; }

    /// <summary>The agent's own name of the hook, or null.</summary>
    public string? OriginalName { get; }

    /// <summary>The hook's name in its normal form, or null.</summary>
    public string? HookName { get; }

    /// <summary>The agent's session, or null.</summary>
    public string? SessionId { get; }

    /// <summary>The id of the tool call, or null.</summary>
    public string? ToolUseId { get; }

    /// <summary>The tool in its normal form, or null.</summary>
    public string? KnownToolName { get; }

    /// <summary>The tool in its normal form, or <c>unknown</c>.</summary>
    public string ToolName => KnownToolName ?? "unknown";

    /// <summary>The input of the tool call.</summary>
    public JsonValue ToolInput { get; }

    /// <summary>The bytes that both steps of a call without an id share.</summary>
    public ReadOnlySpan<byte> CallBytes
    {
        get
        {
            // A hook that implies one tool has the tool's input among its own members, which differ from step to step.
            JsonValue command = ToolInputs.Command(ToolInput);
            JsonValue path = ToolInputs.Path(ToolInput);
            return command.Exists ? command.Bytes : path.Exists && ToolInput.Start == Root.Start ? path.Bytes : ToolInput.Bytes;
        }
    }

    /// <summary>The tool's result.</summary>
    public JsonValue Response => First(Dialect.Response);

    /// <summary>The user's prompt.</summary>
    public JsonValue Prompt => First(Dialect.Prompt);

    /// <summary>The agent's last message.</summary>
    public JsonValue LastMessage => First(Dialect.LastMessage);

    /// <summary>The duration of the tool call by the agent's own clock, in milliseconds, or null.</summary>
    public double? DurationMs => First(Dialect.Duration).GetDouble();

    /// <summary>The agent's working directory, or null.</summary>
    public string? Cwd
    {
        get
        {
            JsonValue cwd = First(Dialect.Cwd);
            foreach (JsonValue item in cwd.Items)
            {
                return Texts.Whole(item);
            }

            return Texts.Whole(cwd);
        }
    }

    private JsonValue First(string[] names) => HookDialect.First(Root, names);
}
