namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>A folder of its own, deleted with it.</summary>
internal sealed class StoreFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastemit-store-").FullName;

    /// <summary>The files of the store, the oldest first.</summary>
    public string[] Files => [.. Directory.GetFiles(Path, "events-*.db").Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
