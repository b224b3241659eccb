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

    /// <summary>What an import never exceeds: it drops nothing.</summary>
    public const int MostMebibytes = 16 << 20;

    /// <summary>The environment variable for the database's URL: a process list does not show its password.</summary>
    public const string Variable = "FASTEMIT_STORE";

    /// <summary>The address that was given, or that of the environment when no folder was given either.</summary>
    public static string? UrlOr(string? url, string? data) =>
        url ?? (data is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : null);
}
