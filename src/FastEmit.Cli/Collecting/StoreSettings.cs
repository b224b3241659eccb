namespace FastEmit.Cli.Collecting;

/// <summary>The store of a command line, and its limits.</summary>
/// <param name="Data">The folder of SQLite files, or null.</param>
/// <param name="Url">The URL of the database, or null.</param>
/// <param name="KeepMebibytes">The maximum size in mebibytes; null for the store's default.</param>
/// <param name="KeepDays">The maximum age of events in days; null for no limit but the size.</param>
internal sealed record StoreSettings(string? Data, string? Url, long? KeepMebibytes = null, double? KeepDays = null)
{
    /// <summary>The default size of a folder in mebibytes.</summary>
    public const int DefaultMebibytes = 4096;

    /// <summary>The environment variable for the database's URL: a process list does not show its password.</summary>
    public const string Variable = "FASTEMIT_STORE";
}
