using FastEmit.Cli.CommandLine;
using FastEmit.Collector.Sqlite;
using FastEmit.Collector.Storage;
#if POSTGRES
using FastEmit.Collector.Postgres;
#endif

namespace FastEmit.Cli.Collecting;

/// <summary>Opens the store that a command line names.</summary>
internal static class StoreOpening
{
    /// <summary>The store, or null when events are kept only in memory.</summary>
    /// <exception cref="UsageException">Two stores are named, or the URL is not valid.</exception>
    /// <exception cref="IOException">The store cannot be opened; the message has the cause.</exception>
    public static async Task<EventStore?> OpenAsync(StoreSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return (settings.Data, settings.Url) switch
            {
                (not null, not null) => throw new UsageException("--data and --store exclude each other: events are kept in one place."),
                ({ } directory, _) => OpenFolder(directory, settings, time),
                (_, { } url) => await OpenDatabaseAsync(url, settings, time, cancellationToken),
                _ => null,
            };
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static SqliteEventStore OpenFolder(string directory, StoreSettings settings, TimeProvider time) => SqliteEventStore.Open(new SqliteStoreOptions
    {
        Directory = directory,
        MaxBytes = (settings.KeepMebibytes ?? StoreSettings.DefaultMebibytes) << 20,
        MaxAge = settings.KeepDays is { } days ? TimeSpan.FromDays(days) : null,
        TimeProvider = time,
    });

#if POSTGRES
    private static async Task<EventStore> OpenDatabaseAsync(string url, StoreSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        await PostgresEventStore.OpenAsync(
            new PostgresStoreOptions
            {
                ConnectionString = url,
                MaxBytes = settings.KeepMebibytes << 20,
                MaxAge = settings.KeepDays is { } days ? TimeSpan.FromDays(days) : null,
                TimeProvider = time,
            },
            cancellationToken);
#else
    private static Task<EventStore> OpenDatabaseAsync(string url, StoreSettings settings, TimeProvider time, CancellationToken cancellationToken) =>
        throw new UsageException("--store: the native fastemit has no PostgreSQL in it, which would make it a third larger; the portable one has (docs/scale.md says how to get it).");
#endif
}
