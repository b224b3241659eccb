namespace FastEmit.Collector;

/// <summary>An event as it came over the wire. Its spans lie in the receive buffer and are valid during the handler's call only.</summary>
public readonly ref struct ReceivedEvent
{
    /// <summary>The Engine.IO session id of the connection that carried the event.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The event's name as it stands in the packet: a JSON string with its quotes, or a number.</summary>
    public required ReadOnlySpan<byte> NameJson { get; init; }

    /// <summary>
    /// The arguments behind the name as they stand in the packet, UTF-8 JSON: one value, several separated by commas, or nothing.
    /// Checked to be valid JSON when <see cref="CollectorOptions.ValidatesJson"/> is on.
    /// </summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>The event's name without its quotes. Escapes, which names hardly ever have, are left as they are.</summary>
    public ReadOnlySpan<byte> Name => NameJson is [(byte)'"', .., (byte)'"'] ? NameJson[1..^1] : NameJson;

    /// <summary>Binary attachments of the event; they are counted, not kept.</summary>
    public int Attachments { get; init; }
}
