using System.Text.Json;

namespace FastEmit.Collector.Events;

/// <summary>
/// What an event's object says about itself, as agent hooks and FastEmit's own records put it: in the object, or in its member
/// <c>data</c>, where the object itself goes before. Texts are as they stand in the JSON, without quotes and still escaped.
/// </summary>
internal readonly ref struct EventFacts
{
    /// <summary><c>subtype</c>; empty for none.</summary>
    public ReadOnlySpan<byte> Subtype { get; init; }

    /// <summary><c>session_id</c>.</summary>
    public ReadOnlySpan<byte> Session { get; init; }

    /// <summary><c>tool_name</c>.</summary>
    public ReadOnlySpan<byte> Tool { get; init; }

    /// <summary>The key of a tool call's events: <c>correlation_id</c>, else <c>tool_use_id</c>.</summary>
    public ReadOnlySpan<byte> Call { get; init; }

    /// <summary><c>timestamp</c>, when it is text.</summary>
    public ReadOnlySpan<byte> Timestamp { get; init; }

    /// <summary>The trace of <c>traceparent</c>, else <c>trace_id</c>; 0 for none.</summary>
    public UInt128 Trace { get; init; }

    /// <summary><c>duration_ms</c>, or a negative number.</summary>
    public double Duration { get; init; }

    /// <summary><c>success</c>, or null.</summary>
    public bool? Success { get; init; }

    /// <summary>Whether the data is one JSON value.</summary>
    public bool IsOneValue { get; init; }

    /// <summary>Whether the data is JSON: values separated by commas, or nothing.</summary>
    public bool IsJson { get; init; }

    /// <summary>The event's type, as it stands in the JSON: its <c>subtype</c>, else its name.</summary>
    public ReadOnlySpan<byte> TypeOr(ReadOnlySpan<byte> nameJson) => TypeOf(Subtype, nameJson);

    /// <summary>The type of an event with this subtype, or with none, and this name.</summary>
    public static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> subtype, ReadOnlySpan<byte> nameJson) =>
        !subtype.IsEmpty ? subtype : nameJson is [(byte)'"', .., (byte)'"'] ? nameJson[1..^1] : nameJson;

    /// <summary>When the event was made, by its sender's clock; null when it does not say so in ISO 8601.</summary>
    public DateTimeOffset? SentAt
    {
        get
        {
            const int longest = 40;
            if (Timestamp.IsEmpty || Timestamp.Length > longest)
            {
                return null;
            }

            Span<byte> json = stackalloc byte[longest + 2];
            json[0] = (byte)'"';
            Timestamp.CopyTo(json[1..]);
            json[Timestamp.Length + 1] = (byte)'"';
            Utf8JsonReader reader = new(json[..(Timestamp.Length + 2)]);
            return reader.Read() && reader.TryGetDateTimeOffset(out DateTimeOffset time) ? time : null;
        }
    }

    /// <summary>Reads an event's arguments, once and to the end.</summary>
    public static EventFacts Read(ReadOnlySpan<byte> data)
    {
        FactsReader reader = new(data);
        return reader.Read();
    }
}
