using System.Text;
using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Events;

/// <summary>One pass over an event's arguments for its <see cref="EventFacts"/>.</summary>
internal ref struct FactsReader
{
    private static readonly JsonReaderState DeepState = new(new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });

    private static readonly byte[][] Names =
    [
        .. "subtype session_id tool_name tool_use_id correlation_id timestamp traceparent trace_id duration_ms success data".Split(' ').Select(Encoding.ASCII.GetBytes),
    ];

    private readonly ReadOnlySpan<byte> _data;
    private ReadOnlySpan<byte> _subtype;
    private ReadOnlySpan<byte> _session;
    private ReadOnlySpan<byte> _tool;
    private ReadOnlySpan<byte> _correlation;
    private ReadOnlySpan<byte> _toolUse;
    private ReadOnlySpan<byte> _timestamp;
    private UInt128 _trace;
    private UInt128 _parentTrace;
    private double _duration = -1;
    private bool? _success;

    public FactsReader(ReadOnlySpan<byte> data) => _data = data;

    public EventFacts Read()
    {
        bool isJson = true;
        int values = 0;
        try
        {
            ReadOnlySpan<byte> rest = _data;
            while (!rest.IsEmpty)
            {
                rest = rest[ReadValue(rest, isFirst: values++ == 0)..].TrimStart(" \t\r\n"u8);
                if (!rest.IsEmpty)
                {
                    isJson &= rest[0] == (byte)',' && rest.Length > 1;
                    rest = rest[1..];
                }
            }
        }
        catch (JsonException)
        {
            isJson = false;
        }

        return new EventFacts
        {
            Subtype = _subtype,
            Session = _session,
            Tool = _tool,
            Call = _correlation.IsEmpty ? _toolUse : _correlation,
            Timestamp = _timestamp,
            Trace = _parentTrace == UInt128.Zero ? _trace : _parentTrace,
            Duration = _duration,
            Success = _success,
            IsOneValue = isJson && values == 1,
            IsJson = isJson,
        };
    }

    /// <summary>Reads one value and returns where it ends. Only the first is looked into.</summary>
    private int ReadValue(ReadOnlySpan<byte> json, bool isFirst)
    {
        // Not final: another argument may follow, which is not this value's affair. A number at the very end needs to know that it is one.
        bool isNumber = json.TrimStart(" \t\r\n"u8) is [(>= (byte)'0' and <= (byte)'9') or (byte)'-', ..] && !json.Contains((byte)',');
        Utf8JsonReader reader = new(json, isNumber, DeepState);
        if (!reader.Read())
        {
            throw new JsonException();
        }

        if (isFirst && reader.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref reader, json, isNested: false);
        }
        else if (!reader.TrySkip())
        {
            throw new JsonException();
        }

        return (int)reader.BytesConsumed;
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, bool isNested)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueIsEscaped ? Resolve(reader.ValueSpan) : reader.ValueSpan;
            if (!reader.Read())
            {
                throw new JsonException();
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    TakeText(name, json.Slice((int)reader.TokenStartIndex + 1, (int)(reader.BytesConsumed - reader.TokenStartIndex) - 2));
                    break;
                case JsonTokenType.Number when name.SequenceEqual("duration_ms"u8) && _duration < 0:
                    _duration = reader.TryGetDouble(out double duration) ? duration : _duration;
                    break;
                case JsonTokenType.True or JsonTokenType.False when name.SequenceEqual("success"u8):
                    _success ??= reader.TokenType == JsonTokenType.True;
                    break;
                case JsonTokenType.StartObject when !isNested && name.SequenceEqual("data"u8):
                    ReadObject(ref reader, json, isNested: true);
                    break;
                default:
                    if (!reader.TrySkip())
                    {
                        throw new JsonException();
                    }

                    break;
            }
        }

        if (reader.TokenType != JsonTokenType.EndObject)
        {
            throw new JsonException();
        }
    }

    /// <summary>A peer may write any letter of a name as an escape. A name that is none of ours even then stays as it is written.</summary>
    private static ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> name)
    {
        foreach (byte[] known in Names)
        {
            if (JsonText.IsEscaped(name, known))
            {
                return known;
            }
        }

        return name;
    }

    /// <summary>The lengths are those of the names, which rules out nearly every member at the first comparison.</summary>
    private void TakeText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        switch (name.Length)
        {
            case 7 when name.SequenceEqual("subtype"u8):
                Take(ref _subtype, text);
                break;
            case 8 when _trace == UInt128.Zero && name.SequenceEqual("trace_id"u8):
                _ = TraceId.TryParse(text, out _trace);
                break;
            case 9 when name.SequenceEqual("tool_name"u8):
                Take(ref _tool, text);
                break;
            case 9 when name.SequenceEqual("timestamp"u8):
                Take(ref _timestamp, text);
                break;
            case 10 when name.SequenceEqual("session_id"u8):
                Take(ref _session, text);
                break;
            case 11 when name.SequenceEqual("tool_use_id"u8):
                Take(ref _toolUse, text);
                break;
            case 11 when _parentTrace == UInt128.Zero && name.SequenceEqual("traceparent"u8):
                _ = TraceId.TryParseParent(text, out _parentTrace);
                break;
            case 14 when name.SequenceEqual("correlation_id"u8):
                Take(ref _correlation, text);
                break;
        }
    }

    private static void Take(ref ReadOnlySpan<byte> fact, ReadOnlySpan<byte> text)
    {
        if (fact.IsEmpty)
        {
            fact = text;
        }
    }
}
