namespace FastEmit.Collector.Sqlite;

/// <summary>The page of a file.</summary>
internal static class VolumePage
{
    /// <summary>About forty events of 200 bytes; twice SQLite's default, which makes the trees lower and the log shorter.</summary>
    public const int Bytes = 8192;
}
