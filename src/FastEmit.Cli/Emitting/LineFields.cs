namespace FastEmit.Cli.Emitting;

/// <summary>The top-level members of a line that say something about its event; null for those that say nothing.</summary>
/// <param name="Event">Holds the event's name.</param>
/// <param name="Namespace">Holds its namespace.</param>
/// <param name="Data">Holds its data; null when that is the whole line.</param>
/// <param name="Partition">Has the same value in lines that keep their order.</param>
internal readonly record struct LineFields(string? Event = null, string? Namespace = null, string? Data = null, string? Partition = null)
{
    /// <summary>Those of a line that a fallback wrote.</summary>
    public static LineFields OfDeadLetters { get; } = new(Event: "event", Namespace: "namespace", Data: "data");

    /// <summary>Whether a line has to be read for them.</summary>
    public bool AreAny => Event is not null || Namespace is not null || Data is not null || Partition is not null;
}
