using System.Text;
using FastEmit.Events;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.Redaction;

namespace FastEmit.Hooks.Catalogue;

/// <summary>
/// Writes the members of an event's data: first the derived ones, then the whole input of the hook. A derived member with the name of an
/// input member is not written, so that the input's own value stays.
/// </summary>
internal ref struct DataWriter
{
    private EventWriter _writer;
    private JsonRedaction _redaction;
    private JsonValue _input;
    private bool _any;
    private int _depth;
    private List<string>? _replaced;

    public DataWriter(EventWriter writer, TextLimits limits)
    {
        _writer = writer;
        _redaction = new JsonRedaction(limits, writer.Written.Length);
        _writer.WriteRaw("{"u8);
    }

    /// <summary>The limits on texts.</summary>
    public readonly TextLimits Limits => _redaction.Limits;

    /// <summary>Sets the input, whose members take precedence over derived ones.</summary>
    public void Begin(JsonValue input) => _input = input;

    /// <summary>Writes a text that holds no secret or is redacted already; nothing for null.</summary>
    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null && TryName(name))
        {
            _writer.WriteString(value);
        }
    }

    /// <summary>Writes a text of the input, redacted and within bounds; nothing when the value is empty or no text.</summary>
    public void Text(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (value.Kind == JsonKind.String && !value.IsEmpty)
        {
            Json(name, value);
        }
    }

    /// <summary>Writes a text in its normal form, which replaces the input's own; nothing for null or when the input has the same text.</summary>
    /// <param name="name">The member, in ASCII.</param>
    /// <param name="value">The text, without secrets.</param>
    public void Normal(ReadOnlySpan<byte> name, string? value)
    {
        JsonValue present = _input[name];
        if (value is not null && present.Kind != JsonKind.Missing && present.GetString() != value)
        {
            (_replaced ??= []).Add(Encoding.ASCII.GetString(name));
            WriteName(name);
            _writer.WriteString(value);
        }
        else
        {
            Text(name, value);
        }
    }

    /// <summary>Writes a number; nothing for null.</summary>
    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number && TryName(name))
        {
            _writer.WriteNumber(number);
        }
    }

    /// <summary>Writes a number; nothing for null.</summary>
    public void Number(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && TryName(name))
        {
            _writer.WriteNumber(number);
        }
    }

    /// <summary>Writes a flag.</summary>
    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        if (TryName(name))
        {
            _writer.WriteBoolean(value);
        }
    }

    /// <summary>Writes any value of the input, redacted and within bounds; nothing when it is missing.</summary>
    public void Json(ReadOnlySpan<byte> name, JsonValue value)
    {
        if (value.Exists && TryName(name))
        {
            _redaction.Write(ref _writer, value);
        }
    }

    /// <summary>Begins a derived object.</summary>
    /// <returns>False when the input has that member; then do not write its content.</returns>
    public bool TryOpen(ReadOnlySpan<byte> name)
    {
        if (!TryName(name))
        {
            return false;
        }

        _writer.WriteRaw("{"u8);
        _any = false;
        _depth++;
        return true;
    }

    /// <summary>Ends a derived object.</summary>
    public void Close()
    {
        _writer.WriteRaw("}"u8);
        _any = true;
        _depth--;
    }

    /// <summary>Writes the whole input.</summary>
    /// <remarks>Members whose normal form was written before are written as <c>original_…</c>.</remarks>
    public void Input()
    {
        if (_input.Kind == JsonKind.Object)
        {
            _any = _redaction.WriteMembers(ref _writer, _input, _any, _replaced);
        }
        else
        {
            Json("input"u8, _input);
        }
    }

    /// <summary>Ends the data and returns the writer.</summary>
    public EventWriter End()
    {
        Number("cut_texts"u8, _redaction.CutTexts == 0 ? null : (long?)_redaction.CutTexts);
        _writer.WriteRaw("}"u8);
        return _writer;
    }

    private bool TryName(ReadOnlySpan<byte> name)
    {
        if (_depth == 0 && _input[name].Kind != JsonKind.Missing)
        {
            return false;
        }

        WriteName(name);
        return true;
    }

    private void WriteName(ReadOnlySpan<byte> name)
    {
        _writer.WriteRaw(_any ? ",\""u8 : "\""u8);
        _writer.WriteRaw(name);
        _writer.WriteRaw("\":"u8);
        _any = true;
    }
}
