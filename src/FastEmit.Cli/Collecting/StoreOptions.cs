using System.CommandLine;
using FastEmit.Cli.CommandLine;

namespace FastEmit.Cli.Collecting;

/// <summary>The options of <c>collect</c> for the place where events are kept, and how many.</summary>
internal sealed class StoreOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "Store events in SQLite files in this folder, and confirm an event only when it is stored.",
        HelpName = "DIR",
    };

    private readonly Option<string> _store = new("--store")
    {
        Description = "Store events in PostgreSQL, postgres://user:password@host/database, which several collectors may share; an event is confirmed only when it is stored."
            + $" Default: the environment variable {StoreSettings.Variable}.",
        HelpName = "URL",
    };

    private readonly Option<int> _keepMebibytes = NumberOption.Create(
        "--keep-mib", 16, 16 << 20, StoreSettings.DefaultMebibytes, "MIB", "With --data: the size in mebibytes above which the oldest events are deleted. With --store only when given.");

    private readonly Option<double> _keepDays = NumberOption.Create(
        "--keep-days", 0.001, 36_500.0, 36_500.0, "DAYS", "With --data or --store: delete events that are older than this.");

    private readonly Option<int> _recentMebibytes = NumberOption.Create(
        "--recent-mib", 1, 65_536, 32, "MIB", "The size in mebibytes of the latest events in memory, for the dashboard, and for queries without --data.");

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_data, _store, _keepMebibytes, _keepDays, _recentMebibytes];

    /// <summary>The store. A limit that was not given is null.</summary>
    public StoreSettings Settings(ParseResult parsed) => new(
        parsed.GetValue(_data),
        StoreSettings.UrlOr(parsed.GetValue(_store), parsed.GetValue(_data)),
        parsed.GetResult(_keepMebibytes) is { Implicit: false } ? parsed.GetValue(_keepMebibytes) : null,
        parsed.GetResult(_keepDays) is { Implicit: false } ? parsed.GetValue(_keepDays) : null);

    /// <summary>The size of the latest events in memory, in mebibytes.</summary>
    public int RecentMebibytes(ParseResult parsed) => parsed.GetValue(_recentMebibytes);
}

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
