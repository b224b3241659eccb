using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Dialects;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Input;

/// <summary>The input of one hook in its normal form: what all hook types have in common, whatever the agent calls it, and the rest by name.</summary>
internal sealed class HookInput
{
    /// <summary>Bytes of a name that are read.</summary>
    public const int MaxName = 512;

    /// <param name="root">The parsed input.</param>
    /// <param name="cutAt">After how many bytes it was cut, or null.</param>
    /// <param name="agent">The agent that is said to run the hook, or null to tell it by the input.</param>
    /// <param name="event">The hook's name where the input has none, or null.</param>
    public HookInput(JsonValue root, long? cutAt = null, string? agent = null, string? @event = null)
    {
        Root = root;
        CutAt = cutAt;
        Dialect = HookDialects.Find(agent) ?? HookDialects.Recognise(root);
        Agent = agent ?? Dialect.Agent;
        OriginalName = Dialect.FindName(root, @event);
        Type = Dialect.FindType(OriginalName, out string? tool);
        HookName = Type?.Name ?? OriginalName;
        SessionId = First(Dialect.Session).GetText(MaxName);
        ToolUseId = First(Dialect.ToolUse).GetText(MaxName);
        KnownToolName = Dialect.ToolOf(First(Dialect.Tool).GetText(MaxName)) ?? tool;
        ToolInput = Dialect.InputOf(root, tool);
    }

    /// <summary>The whole input.</summary>
    public JsonValue Root { get; }

    /// <summary>After how many bytes the input was cut, or null.</summary>
    public long? CutAt { get; }

    /// <summary>How the agent says it.</summary>
    public HookDialect Dialect { get; }

    /// <summary>The agent.</summary>
    public string Agent { get; }

    /// <summary>The hook's type; null for one that is not known.</summary>
    public HookType? Type { get; }

    /// <summary>The hook's name as the agent calls it, or null.</summary>
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

    /// <summary>What the tool is asked to do.</summary>
    public JsonValue ToolInput { get; }

    /// <summary>What both steps of a call without an id have in common.</summary>
    public ReadOnlySpan<byte> CallBytes
    {
        get
        {
            // A hook that stands for one tool has its input among everything else, which differs from step to step.
            JsonValue command = ToolInputs.Command(ToolInput);
            JsonValue path = ToolInputs.Path(ToolInput);
            return command.Exists ? command.Bytes : path.Exists && ToolInput.Start == Root.Start ? path.Bytes : ToolInput.Bytes;
        }
    }

    /// <summary>What came back from the tool.</summary>
    public JsonValue Response => First(Dialect.Response);

    /// <summary>What the user asks for.</summary>
    public JsonValue Prompt => First(Dialect.Prompt);

    /// <summary>The agent's last words.</summary>
    public JsonValue LastMessage => First(Dialect.LastMessage);

    /// <summary>How long the tool call took by the agent's own clock, in milliseconds, or null.</summary>
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
