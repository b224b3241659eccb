namespace FastEmit.Collector.Postgres;

/// <summary>A partition as retention sees it; times in microseconds since 1970.</summary>
/// <param name="Part">Its number.</param>
/// <param name="Began">When it was begun.</param>
/// <param name="LastTime">When its last event was received, or a little later; null when it has none.</param>
/// <param name="Bytes">Its bytes with its indexes.</param>
internal readonly record struct StorePartition(int Part, long Began, long? LastTime, long Bytes);
