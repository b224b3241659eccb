namespace FastEmit.Collector.Storage;

/// <summary>Which events a store is asked for. All conditions have to hold.</summary>
public sealed record EventQuery
{
    /// <summary>Received at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>With a larger <see cref="StoredEvent.Id"/>.</summary>
    public long AfterId { get; init; }

    /// <summary>With a smaller <see cref="StoredEvent.Id"/>.</summary>
    public long BeforeId { get; init; } = long.MaxValue;

    /// <summary>Of this namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Of this type (<see cref="StoredEvent.Type"/>) or name.</summary>
    public string? Type { get; init; }

    /// <summary>Of this session.</summary>
    public string? Session { get; init; }

    /// <summary>With this text in the name or the data, escapes of the JSON resolved; letters of any script match in either case (ordinal).</summary>
    public string? Text { get; init; }

    /// <summary>Texts that the data of an event has which is of interest, escapes resolved, in either case: a store may leave out events without them, or not.</summary>
    internal IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>Whether only failed events are of interest: a store may leave out others, or not.</summary>
    internal bool IsFailedHint { get; init; }

    /// <summary>The most events to give back: 1 or more.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether the oldest come first; otherwise the newest do.</summary>
    public bool OldestFirst { get; init; }
}
