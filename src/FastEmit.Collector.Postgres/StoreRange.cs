namespace FastEmit.Collector.Postgres;

/// <summary>Ids in one partition: from the first to before the end.</summary>
internal readonly record struct StoreRange(int Part, long FirstId, long EndId);
