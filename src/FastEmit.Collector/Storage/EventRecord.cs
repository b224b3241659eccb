namespace FastEmit.Collector.Storage;

/// <summary>An event on its way into a store. Its spans lie in the buffer that it was read from.</summary>
internal readonly ref struct EventRecord
{
    /// <summary>When it was received: microseconds since 1970, UTC.</summary>
    public required long Time { get; init; }

    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>The name as it stood in the packet: a JSON string with its quotes, or a number.</summary>
    public required ReadOnlySpan<byte> NameJson { get; init; }

    /// <summary>The arguments behind the name, UTF-8 JSON: one value, several separated by commas, or nothing.</summary>
    public required ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Attachments, each behind four bytes with its length (little-endian).</summary>
    public required ReadOnlySpan<byte> Attachments { get; init; }
}
