namespace FastEmit.Collector.Storage;

/// <summary>An event as a store gives it back. Immutable; its bytes are its own.</summary>
public sealed record StoredEvent
{
    /// <summary>Its place in the order in which the collector took events in, from 1 on.</summary>
    public required long Id { get; init; }

    /// <summary>When the collector received it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The event's name; a number's digits when the name was a number.</summary>
    public required string Name { get; init; }

    /// <summary>The event's type: the member <c>subtype</c> of its object if there is one, else its name.</summary>
    public required string Type { get; init; }

    /// <summary>The member <c>session_id</c> of its object, or null.</summary>
    public string? Session { get; init; }

    /// <summary>
    /// The event's argument, UTF-8 JSON; the array of all arguments when there is not exactly one. Anything that is not JSON, which a
    /// collector with <see cref="CollectorOptions.ValidatesJson"/> off may have taken, as it came.
    /// </summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The lengths of the event's attachments.</summary>
    public IReadOnlyList<int> AttachmentLengths { get; init; } = [];
}
