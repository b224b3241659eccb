using System.Buffers.Text;
using FastEmit.Events;
using Microsoft.Extensions.Logging;

namespace FastEmit.Extensions.Hosting.Logging;

/// <summary>Writes the members of one log event in sequence. The emitter closes the object.</summary>
internal ref struct LogEntryWriter
{
    private const int TimestampLength = 28; // 2026-11-21T23:07:00.0000000Z

    private EventWriter _writer;
    private bool _hasMember;

    public LogEntryWriter(ReadOnlySpan<byte> openPacket)
    {
        _writer = EventWriter.Rent();
        _writer.WriteRaw(openPacket);
        _writer.WriteRaw("{"u8);
    }

    public void Text(ReadOnlySpan<byte> name, scoped ReadOnlySpan<char> value)
    {
        Name(name);
        _writer.WriteString(value);
    }

    public void TextUnlessEmpty(ReadOnlySpan<byte> name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Text(name, value);
        }
    }

    /// <summary>Writes a time as ISO 8601 in UTC.</summary>
    public void Text(ReadOnlySpan<byte> name, DateTime utc)
    {
        Name(name);
        Span<byte> text = stackalloc byte[TimestampLength + 2];
        text[0] = text[^1] = (byte)'"';
        Utf8Formatter.TryFormat(utc, text[1..], out _, 'O');
        _writer.WriteRaw(text);
    }

    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        _writer.WriteNumber(value);
    }

    public void NumberUnlessZero(ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            Number(name, value);
        }
    }

    /// <summary>Writes the entry's values under their names, without the template; nothing without values.</summary>
    public void State(IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (values is { Count: > 0 } && values[0].Key != MessageTemplate.TemplateName)
        {
            Name("state"u8);
            Values(values);
        }
    }

    /// <summary>Writes the open scopes, outermost first; nothing without scopes.</summary>
    public void Scopes(IExternalScopeProvider? provider, LogScratch scratch)
    {
        provider?.ForEachScope(static (scope, list) => list.Add(scope), scratch.Scopes);
        if (scratch.Scopes.Count == 0)
        {
            return;
        }

        Name("scopes"u8);
        _writer.WriteRaw("["u8);
        for (int i = 0; i < scratch.Scopes.Count; i++)
        {
            _writer.WriteRaw(i == 0 ? ""u8 : ","u8);
            if (scratch.Scopes[i] is IReadOnlyList<KeyValuePair<string, object?>> values)
            {
                Values(values);
            }
            else
            {
                Value(scratch.Scopes[i]);
            }
        }

        _writer.WriteRaw("]"u8);
    }

    private void Values(IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        _writer.WriteRaw("{"u8);
        bool first = true;
        for (int i = 0; i < values.Count; i++)
        {
            (string name, object? value) = values[i];
            if (name == MessageTemplate.TemplateName || IsRepeated(values, i))
            {
                continue;
            }

            _writer.WriteRaw(first ? ""u8 : ","u8);
            first = false;
            _writer.WriteString(name);
            _writer.WriteRaw(":"u8);
            Value(value);
        }

        _writer.WriteRaw("}"u8);
    }

    /// <summary>Commits the event. The writer must not be used afterwards.</summary>
    public void Commit(EmitTicket ticket) => ticket.Commit(ref _writer);

    /// <summary>Passes the event's data to an emitter of another implementation. The writer must not be used afterwards.</summary>
    public void EmitTo(IHookEmitter emitter, HookEventDescriptor descriptor)
    {
        _writer.WriteRaw("}"u8);
        try
        {
            emitter.EmitJson(descriptor, _writer.Written[descriptor.OpenPacket.Length..]);
        }
        finally
        {
            _writer.Return();
        }
    }

    /// <summary>Writes numbers and booleans as JSON values, everything else as text.</summary>
    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                _writer.WriteNull();
                break;
            case string chars:
                _writer.WriteString(chars);
                break;
            case bool boolean:
                _writer.WriteBoolean(boolean);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                _writer.WriteNumber(Convert.ToInt64(value, null));
                break;
            case ulong number:
                _writer.WriteNumber(number);
                break;
            case float number:
                _writer.WriteNumber(number);
                break;
            case double number:
                _writer.WriteNumber(number);
                break;
            default:
                _writer.WriteString(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool IsRepeated(IReadOnlyList<KeyValuePair<string, object?>> values, int index)
    {
        string name = values[index].Key;
        for (int i = 0; i < index; i++)
        {
            if (values[i].Key == name)
            {
                return true;
            }
        }

        return false;
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        _writer.WriteRaw(_hasMember ? ",\""u8 : "\""u8);
        _writer.WriteRaw(name);
        _writer.WriteRaw("\":"u8);
        _hasMember = true;
    }
}
