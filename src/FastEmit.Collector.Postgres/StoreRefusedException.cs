namespace FastEmit.Collector.Postgres;

/// <summary>The database works and is not one that the store can use.</summary>
internal sealed class StoreRefusedException(string message) : IOException(message);
