using System.CommandLine;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Emitting;

/// <summary><c>fastemit emit</c>: NDJSON from standard input, each line the data of one event.</summary>
internal sealed class EmitCommand : Command
{
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

    private readonly Option<string> _partitionField = new("--partition-field")
    {
        Description = "Lines whose value of this top-level member is equal keep their order and share a connection. Without it all lines do, and one connection is used.",
        HelpName = "F",
    };

    private readonly Option<string> _ringFile = new("--ring-file")
    {
        Description = "Keep events in files P.0.ring, P.1.ring and so on until they are confirmed. What an earlier run left there is sent first.",
        HelpName = "P",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public EmitCommand(Terminal terminal)
        : base("emit", "Emit NDJSON from standard input, each line the data of one event. Ctrl-C stops reading, flushes and reports.")
    {
        _namespace.DefaultValueFactory = static _ => "/";
        _emitter.AddTo(this);
        foreach (Option option in (Option[])[_namespace, _event, _eventField, _partitionField, _ringFile, _json])
        {
            Add(option);
        }

        SetAction((parsed, interrupted) => new EmitRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal EmitSettings Bind(ParseResult parsed)
    {
        HookEmitterOptions emitter = _emitter.Bind(parsed);
        emitter.StampTimestamp = false; // a line is the event's data as it stands
        emitter.RingFile = parsed.GetValue(_ringFile);
        string? field = parsed.GetValue(_eventField);
        return new EmitSettings(
            emitter,
            parsed.GetRequiredValue(_namespace),
            parsed.GetValue(_event) ?? (field is null ? DefaultEvent : null),
            field,
            parsed.GetValue(_partitionField),
            _emitter.GetTimeout(parsed),
            parsed.GetValue(_json));
    }
}
