namespace FastEmit.Cli.Collecting;

/// <summary>Where a command line has events kept, and for how long.</summary>
/// <param name="Data">A folder, or null.</param>
/// <param name="Url">A database, or null.</param>
/// <param name="KeepMebibytes">The most mebibytes to keep, or null for what the store does by default.</param>
/// <param name="KeepDays">How many days to keep events, or null for as long as there is room.</param>
internal sealed record StoreSettings(string? Data, string? Url, long? KeepMebibytes = null, double? KeepDays = null)
{
    /// <summary>Of a folder.</summary>
    public const int DefaultMebibytes = 4096;

    /// <summary>Where the address of the database, which has a password in it, may be given without being seen in the list of processes.</summary>
    public const string Variable = "FASTEMIT_STORE";
}
