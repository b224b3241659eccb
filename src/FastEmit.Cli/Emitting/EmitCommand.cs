using System.CommandLine;
using System.CommandLine.Parsing;
using FastEmit.Cli.CommandLine;
using FastEmit.Cli.Terminals;
using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary><c>fastemit emit</c>: NDJSON from standard input, each line the data of one event.</summary>
internal sealed class EmitCommand : Command
{
    private const string DefaultEvent = "claude_event";

    private readonly EmitterOptionSet _emitter = new();

    private readonly Option<string> _namespace = new("--namespace")
    {
        Description = "The Socket.IO namespace of the events.",
        HelpName = "/NS",
        DefaultValueFactory = static _ => "/",
        CustomParser = static result => Check(result, static ns => HookEventDescriptor.Create(DefaultEvent, ns)),
    };

    private readonly Option<string> _event = new("--event")
    {
        Description = $"The event's name. Without it and without --event-field: {DefaultEvent}.",
        HelpName = "NAME",
        CustomParser = static result => Check(result, static name => HookEventDescriptor.Create(name)),
    };

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

    private readonly Option<bool> _json = CommonOptions.Json();

    public EmitCommand(Terminal terminal)
        : base("emit", "Emit NDJSON from standard input, each line the data of one event. Ctrl-C stops reading, flushes and reports.")
    {
        _emitter.AddTo(this);
        foreach (Option option in (Option[])[_namespace, _event, _eventField, _partitionField, _json])
        {
            Add(option);
        }

        NotYetAvailable.AddTo(this);
        SetAction((parsed, interrupted) => new EmitRun(terminal, Bind(parsed)).RunAsync(interrupted));
    }

    /// <summary>Reads the settings out of a parsed command line.</summary>
    internal EmitSettings Bind(ParseResult parsed)
    {
        HookEmitterOptions emitter = _emitter.Bind(parsed);
        emitter.StampTimestamp = false; // a line is the event's data as it stands
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

    private static string Check(ArgumentResult result, Func<string, HookEventDescriptor> create)
    {
        string text = result.Tokens[0].Value;
        try
        {
            create(text);
        }
        catch (ArgumentException exception)
        {
            string name = result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
            string reason = text.Length == 0 ? "it must not be empty." : exception.Message.Split(" (Parameter", 2)[0];
            result.AddError($"{name}: {reason}");
        }

        return text;
    }
}
