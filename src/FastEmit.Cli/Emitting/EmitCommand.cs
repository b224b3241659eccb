using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Emitting;

/// <summary><c>fastemit emit</c>: NDJSON from standard input, each line the data of one event.</summary>
internal sealed class EmitCommand : Command
{
    /// <summary>The command that sends the output lines of the recovering verbs.</summary>
    public const string OfRecoveredLines = "fastemit emit --namespace-field namespace --event-field event --data-field data";

    private const string DefaultEvent = "claude_event";

    private readonly EmitterOptionSet _emitter = new();

    private readonly Option<string> _namespace = DescriptorOption.OfNamespace("--namespace", "The Socket.IO namespace of the events.");

    private readonly Option<string> _event = DescriptorOption.OfName(
        "--event", $"The event's name. Without it and without --event-field: {DefaultEvent}.");

    private readonly Option<string> _eventField = new("--event-field")
    {
        Description = "Read the event's name from this top-level member of the line. A line without it gets --event, or is refused.",
        HelpName = "F",
    };

    private readonly Option<string> _namespaceField = new("--namespace-field")
    {
        Description = "Read the namespace from this top-level member of the line. A line without it gets --namespace.",
        HelpName = "F",
    };

    private readonly Option<string> _dataField = new("--data-field")
    {
        Description = "Read the event's data from this top-level member of the line. A line without it is refused. Default: the whole line is the data.",
        HelpName = "F",
    };

    private readonly Option<string> _partitionField = new("--partition-field")
    {
        Description = "Lines with the same value of this top-level member keep their order and share a connection. Default: all lines keep their order on one connection.",
        HelpName = "F",
    };

    private readonly Option<string> _ringFile = EmitterFlag.Create(
        "--ring-file", "Ring.File", "P",
        "Keep events in files P.0.ring, P.1.ring and so on until they are confirmed. Events of an earlier run in these files are sent first.");

    private readonly Option<bool> _json = CommonOptions.Json();

    public EmitCommand(Terminal terminal)
        : base("emit", "Emit NDJSON from standard input. Each line is the data of one event, or an event that a fallback wrote. Ctrl-C stops reading, flushes and reports.")
    {
        _namespace.DefaultValueFactory = static _ => "/";
        _emitter.AddTo(this);
        foreach (Option option in (Option[])[_namespace, _event, _eventField, _namespaceField, _dataField, _partitionField, _ringFile, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new EmitRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>
    /// A line of a fallback names its event. Other options would send the whole line as another event's data.
    /// </summary>
    private string? DeadLetterErrorOf(ParseResult parsed, string? field)
    {
        bool isNamed = parsed.GetResult(_event) is { Implicit: false }
            || parsed.GetResult(_namespace) is { Implicit: false }
            || (field is not null && field != LineFields.OfDeadLetters.Event);
        return isNamed
            ? "a fallback wrote this line, and it names its event itself: leave out --event, --namespace and --event-field, or add --data-field"
            : null;
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal EmitSettings Bind(ParseResult parsed)
    {
        HookEmitterOptions emitter = _emitter.Bind(parsed, new HookEmitterOptions
        {
            Ring = { File = parsed.GetValue(_ringFile) },
            Stamps = { Timestamp = false }, // a line is the event's data, unchanged
        });
        string? field = parsed.GetValue(_eventField);
        return new EmitSettings(
            emitter,
            parsed.GetRequiredValue(_namespace),
            parsed.GetValue(_event) ?? (field is null ? DefaultEvent : null),
            new LineFields(field, parsed.GetValue(_namespaceField), parsed.GetValue(_dataField), parsed.GetValue(_partitionField)),
            DeadLetterErrorOf(parsed, field),
            _emitter.GetTimeout(parsed),
            parsed.GetValue(_json));
    }
}
