using System.Globalization;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>Makes the tables when they are not there, one collector at a time, and sees whether this one may write.</summary>
internal static class StoreSetup
{
    private const int OldestServer = 150_000;

    /// <exception cref="IOException">The store cannot be used; the message says why.</exception>
    public static async Task RunAsync(PostgresAccess access, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await RunAsync(connection, access, options, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (PostgresTrouble.Is(exception) && exception is not StoreRefusedException)
        {
            throw new IOException(access.Explain(exception), exception);
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, PostgresAccess access, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        if (int.Parse((string)(await ScalarAsync(connection, "SHOW server_version_num", cancellationToken).ConfigureAwait(false))!, CultureInfo.InvariantCulture) < OldestServer)
        {
            throw new StoreRefusedException($"The server is PostgreSQL {connection.ServerVersion}; the store needs 15 or later.");
        }

        NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('fastemit setup {options.Schema}', 0))", cancellationToken).ConfigureAwait(false);
            if (await ScalarAsync(connection, $"SELECT to_regclass('{options.Schema}.head')::text", cancellationToken).ConfigureAwait(false) is not string)
            {
                await CreateAsync(connection, options, cancellationToken).ConfigureAwait(false);
            }

            if (await ScalarAsync(connection, "SELECT version FROM head", cancellationToken).ConfigureAwait(false) is not StoreSchema.Version)
            {
                throw new StoreRefusedException($"The tables in schema \"{options.Schema}\" are a later version's; this one cannot use them.");
            }

            if (await ScalarAsync(connection, $"SELECT to_regclass('{options.Schema}.work')::text", cancellationToken).ConfigureAwait(false) is not string)
            {
                await RunAsync(connection, StoreWork.Create, cancellationToken).ConfigureAwait(false);
            }

            // What a collector does all the time, so that who may not do it hears so now.
            await RunAsync(connection, "SELECT 1 FROM head FOR UPDATE", cancellationToken).ConfigureAwait(false);
            await RunAsync(
                connection,
                $"""
                INSERT INTO nodes VALUES({access.Node}, 0, 0);
                UPDATE head SET last_id = last_id;
                INSERT INTO events SELECT part, 0, now(), 0, 0, 'x' FROM head;
                DELETE FROM events WHERE id = 0
                """,
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, PostgresStoreOptions options, CancellationToken cancellationToken)
    {
        long now = Storage.EventTime.ToMicroseconds(options.TimeProvider.GetUtcNow());
        if (await ScalarAsync(connection, $"SELECT to_regnamespace('{options.Schema}')::text", cancellationToken).ConfigureAwait(false) is not string)
        {
            await RunAsync(connection, $"CREATE SCHEMA {options.Schema}", cancellationToken).ConfigureAwait(false);
        }

        await RunAsync(connection, StoreSchema.Create, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, StoreSchema.CreatePartition(1), cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, $"INSERT INTO head VALUES(true, {StoreSchema.Version}, 0, 1); INSERT INTO parts VALUES(1, 1, {now})", cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        NpgsqlCommand command = new(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary>The database works and is not one that the store can use.</summary>
internal sealed class StoreRefusedException(string message) : IOException(message);
