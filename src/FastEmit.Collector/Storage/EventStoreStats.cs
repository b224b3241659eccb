namespace FastEmit.Collector.Storage;

/// <summary>One reading of a store's counters.</summary>
/// <param name="Events">Events that it holds and gives back.</param>
/// <param name="Bytes">Bytes that they take, in memory or on disk.</param>
/// <param name="Stored">Events stored since it was opened, also those that retention has removed since.</param>
/// <param name="Waiting">Bytes that wait to be stored.</param>
/// <param name="Errors">Failed attempts to store; each is repeated until it succeeds, and meanwhile nothing behind it is confirmed.</param>
/// <param name="LastError">The message of the last of them, or null.</param>
public sealed record EventStoreStats(long Events, long Bytes, long Stored, long Waiting, long Errors, string? LastError)
{
    /// <summary>Files that were found damaged and set aside under these names. They are read as far as they go.</summary>
    public IReadOnlyList<string> DamagedFiles { get; init; } = [];
}
