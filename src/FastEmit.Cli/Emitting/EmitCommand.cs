using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Emitting;

/// <summary><c>fastemit emit</c>: NDJSON from standard input, each line the data of one event.</summary>
internal sealed class EmitCommand : Command
{
    /// <summary>How the lines are sent that the recovering verbs print.</summary>
    public const string OfRecoveredLines = "fastemit emit --namespace-field namespace --event-field event --data-field data";

    private const string DefaultEvent = "claude_event";

    private readonly EmitterOptionSet _emitter = new();

    private readonly Option<string> _namespace = DescriptorOption.OfNamespace("--namespace", "The Socket.IO namespace of the events.");

    private readonly Option<string> _event = DescriptorOption.OfName(
        "--event", $"The event's name. Without it and without --event-field: {DefaultEvent}.");

    private readonly Option<string> _eventField = new("--event-field")
    {
        Description = "Take the event's name from this top-level member of the line; lines without it get --event, or are refused.",
        HelpName = "F",
    };

    private readonly Option<string> _namespaceField = new("--namespace-field")
    {
        Description = "Take the namespace from this top-level member of the line; lines without it get --namespace.",
        HelpName = "F",
    };

    private readonly Option<string> _dataField = new("--data-field")
    {
        Description = "Take the event's data from this top-level member of the line; lines without it are refused. Without it the line is the data.",
        HelpName = "F",
    };

    private readonly Option<string> _partitionField = new("--partition-field")
    {
        Description = "Lines whose value of this top-level member is equal keep their order and share a connection. Without it all lines do, and one connection is used.",
        HelpName = "F",
    };

    private readonly Option<string> _ringFile = EmitterFlag.Create(
        "--ring-file", "Ring.File", "P",
        "Keep events in files P.0.ring, P.1.ring and so on until they are confirmed. What an earlier run left there is sent first.");

    private readonly Option<bool> _json = CommonOptions.Json();

    public EmitCommand(Terminal terminal)
        : base("emit", "Emit NDJSON from standard input, each line the data of one event, or an event that a fallback wrote. Ctrl-C stops reading, flushes and reports.")
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
    /// What a fallback wrote says itself which event it is. Whoever says otherwise would send the whole line as another event's data.
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
            Stamps = { Timestamp = false }, // a line is the event's data as it stands
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
