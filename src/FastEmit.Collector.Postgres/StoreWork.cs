using System.Security.Cryptography;
using System.Text;
using FastEmit.Collector.Storage;
using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Work that one of the collectors is to do: a row for each piece, with the collector that has claimed it and until when, by the database's clock. Thread-safe.
/// </summary>
internal sealed class StoreWork(PostgresAccess access)
{
    /// <summary>Deletes what was claimed long ago.</summary>
    public const string Forget = "DELETE FROM work WHERE until < clock_timestamp() - interval '7 days'";

    /// <summary>A store of before there was work gets the table when it is opened.</summary>
    public const string Create = "CREATE TABLE work(key bytea PRIMARY KEY, node bigint NOT NULL, until timestamptz NOT NULL, is_done boolean NOT NULL)";

    /// <summary>Claims work, or asks for the time of a claim again.</summary>
    public async ValueTask<WorkClaim> ClaimAsync(string work, TimeSpan time, CancellationToken cancellationToken)
    {
        object? isDone = await AskAsync(
            """
            WITH claim AS (INSERT INTO work VALUES($1, $2, clock_timestamp() + make_interval(secs => $3), false)
              ON CONFLICT(key) DO UPDATE SET node = excluded.node, until = excluded.until
              WHERE NOT work.is_done AND (work.node = excluded.node OR work.until < clock_timestamp()) RETURNING key)
            SELECT w.is_done FROM work w WHERE w.key = $1 AND NOT EXISTS (SELECT FROM claim)
            UNION ALL SELECT false WHERE NOT EXISTS (SELECT FROM work w WHERE w.key = $1) AND NOT EXISTS (SELECT FROM claim)
            """,
            command => command.With(KeyOf(work)).With(access.Node).With(time.TotalSeconds),
            cancellationToken).ConfigureAwait(false);
        return isDone switch { null => WorkClaim.Mine, true => WorkClaim.Done, _ => WorkClaim.Taken };
    }

    /// <summary>Work is done.</summary>
    public async ValueTask FinishAsync(string work, CancellationToken cancellationToken) =>
        await AskAsync("UPDATE work SET is_done = true WHERE key = $1", command => command.With(KeyOf(work)), cancellationToken).ConfigureAwait(false);

    private async ValueTask<object?> AskAsync(string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            NpgsqlCommand command = new(sql, connection);
            await using (command.ConfigureAwait(false))
            {
                bind(command);
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static byte[] KeyOf(string work) => SHA256.HashData(Encoding.UTF8.GetBytes(work));
}
