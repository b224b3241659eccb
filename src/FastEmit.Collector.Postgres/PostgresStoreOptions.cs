using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>How a <see cref="PostgresEventStore"/> behaves. Read and validated once, when it is opened.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>
    /// The database: <c>postgres://user:password@host:5432/database?sslmode=require</c>, or Npgsql's keywords
    /// (<c>Host=…;Username=…;Password=…;Database=…</c>). Its owner needs to be allowed to create a schema there, once.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>The schema of the store's tables, created if it is not there: a lower-case letter, then letters, digits and underscores, 40 at the most.</summary>
    public string Schema { get; init; } = "fastemit";

    /// <summary>
    /// How long events are kept: one minute to 100 years, or null (the default) for as long as there is room. A partition goes when its last
    /// event is that old, with or without traffic; queries leave out older events at once. One of the collectors does it.
    /// </summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The most bytes of events and indexes: 16 MiB and more, or null (the default) for no bound. Beyond, the oldest partition goes.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>How many bytes of events may wait for the database before senders have to wait: 64 KiB to 1 GiB. Up to twice as many are held in memory.</summary>
    public int QueueBytes { get; init; } = 8 << 20;

    /// <summary>The clock of retention and of retries.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long a collector waits for another that has begun a transaction and neither goes on nor ends it, before it ends it.</summary>
    internal TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How old a partition becomes: an eighth of the age, so that at most so much is kept beyond it.</summary>
    internal TimeSpan PartitionAge => MaxAge is { } age && age / 8 < TimeSpan.FromDays(1) ? age / 8 : TimeSpan.FromDays(1);

    /// <summary>How large one becomes.</summary>
    internal long PartitionBytes => MaxBytes is { } bytes ? Math.Min(16L << 30, bytes / 16) : 16L << 30;

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal NpgsqlConnectionStringBuilder Validate()
    {
        Require(!string.IsNullOrWhiteSpace(ConnectionString), nameof(ConnectionString), "postgres://user:password@host:5432/database");
        Require(
            Schema is [>= 'a' and <= 'z', ..] and { Length: <= 40 } && Schema.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_'),
            nameof(Schema),
            "a lower-case letter, then lower-case letters, digits and underscores, 40 at the most");
        Require(
            MaxAge is not { } age || (age >= TimeSpan.FromMinutes(1) && age <= TimeSpan.FromDays(36_525)), nameof(MaxAge), "one minute to 100 years, or null");
        Require(MaxBytes is null or >= 16 << 20, nameof(MaxBytes), "16 MiB and more, or null");
        Require(QueueBytes is >= 64 << 10 and <= 1 << 30, nameof(QueueBytes), "64 KiB to 1 GiB");
        NpgsqlConnectionStringBuilder address = PostgresAddress.Parse(ConnectionString);
        address.SearchPath = Schema;
        address.ApplicationName = $"fastemit {Schema}";
        address.MaxAutoPrepare = 40;
        address.AutoPrepareMinUsages = 2;
        address.IncludeErrorDetail = false; // It would put data of events into messages.
        address.Options = $"{address.Options} -c lock_timeout={(int)LockPatience.TotalMilliseconds} -c idle_in_transaction_session_timeout=60000".TrimStart();
        return address;
    }

    private static void Require(bool holds, string name, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"{nameof(PostgresStoreOptions)}.{name} is out of its range; accepted: {accepted}.");
        }
    }
}
