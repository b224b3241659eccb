using FastEmit.Events;

namespace FastEmit.Cli.Emitting;

/// <summary>The event of an input line.</summary>
internal readonly ref struct EventLine(HookEventDescriptor descriptor, ReadOnlySpan<byte> data, uint partition)
{
    /// <summary>Name and namespace.</summary>
    public HookEventDescriptor Descriptor { get; } = descriptor;

    /// <summary>The data: a part of the line, or all of it.</summary>
    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>The partition: lines of one partition keep their order.</summary>
    public uint Partition { get; } = partition;
}

/// <summary>The top-level members of a line that describe its event; null for those that are not used.</summary>
/// <param name="Event">Holds the event's name.</param>
/// <param name="Namespace">Holds its namespace.</param>
/// <param name="Data">Holds its data; null when that is the whole line.</param>
/// <param name="Partition">Holds the partition key: lines with the same value keep their order.</param>
internal readonly record struct LineFields(string? Event = null, string? Namespace = null, string? Data = null, string? Partition = null)
{
    /// <summary>The members of a line that a fallback wrote.</summary>
    public static LineFields OfDeadLetters { get; } = new(Event: "event", Namespace: "namespace", Data: "data");

    /// <summary>Whether lines must be parsed for them.</summary>
    public bool AreAny => Event is not null || Namespace is not null || Data is not null || Partition is not null;
}
