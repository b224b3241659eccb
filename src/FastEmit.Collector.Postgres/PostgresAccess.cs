using System.Security.Cryptography;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>The way to the database: connections, and whether it works. Thread-safe.</summary>
internal sealed class PostgresAccess : IDisposable
{
    private readonly NpgsqlConnectionStringBuilder _address;
    private readonly PostgresStoreOptions _options;
    private readonly NpgsqlDataSource _source;
    private long _errors;
    private volatile bool _isRefusing;
    private volatile bool _isAway;
    private string? _lastError;

    public PostgresAccess(PostgresStoreOptions options)
    {
        _options = options;
        _address = options.Validate();
        NpgsqlSlimDataSourceBuilder builder = new(_address.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableArrays();
        _source = builder.Build();
    }

    /// <summary>This collector's number among those that use the store; new with each start.</summary>
    public long Node { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Where commits are told.</summary>
    public string Channel => $"fastemit_{_options.Schema}";

    /// <summary>Whether the last attempt to write failed, or the database is away.</summary>
    public bool IsFailing => _isRefusing || _isAway;

    /// <summary>Failed attempts to write.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>The last failure.</summary>
    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>Opens a connection, which the caller disposes.</summary>
    public NpgsqlConnection Open() => _source.OpenConnection();

    /// <summary>Opens a connection, which the caller disposes.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public string Explain(Exception exception) => PostgresTrouble.Explain(exception, _address);

    public void OnWritten() => _isRefusing = false;

    public void OnRefused(Exception exception)
    {
        Interlocked.Increment(ref _errors);
        Volatile.Write(ref _lastError, Explain(exception));
        _isRefusing = true;
    }

    public void OnSeen() => _isAway = false;

    public void OnAway(Exception exception)
    {
        Volatile.Write(ref _lastError, Explain(exception));
        _isAway = true;
    }

    /// <summary>
    /// Ends the transactions of collectors that neither go on nor end them: stopped, or cut off in such a way that the server does not notice. Such
    /// a collector tries again when it can; its events come once all the same.
    /// </summary>
    public void TryEndStalled()
    {
        try
        {
            using NpgsqlConnection connection = Open();
            using NpgsqlCommand end = new(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()
                AND wait_event_type = 'Client' AND state <> 'idle' AND xact_start < clock_timestamp() - make_interval(secs => $2)
                """,
                connection);
            end.With(_address.ApplicationName!).With(_options.LockPatience.TotalSeconds).ExecuteNonQuery();
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            // The next attempt says what is wrong.
        }
    }

    public void Dispose() => _source.Dispose();
}
