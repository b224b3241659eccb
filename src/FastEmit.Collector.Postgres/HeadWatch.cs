using Npgsql;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Follows what all collectors store. A notification only wakes it; it asks how far the store has got, once a second also without one. It also is
/// the first to notice that the database is away.
/// </summary>
internal sealed class HeadWatch(PostgresAccess access, StoreHead head, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                NpgsqlConnection connection = await access.OpenAsync(end).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await FollowAsync(connection, end).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (end.IsCancellationRequested && (PostgresTrouble.Is(e) || e is OperationCanceledException))
            {
                return;
            }
            catch (Exception e) when (PostgresTrouble.Is(e))
            {
                access.OnAway(e);
                await Task.Delay(RetryDelay, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Looks once.</summary>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken end)
    {
        NpgsqlCommand look = new("SELECT h.last_id, (SELECT min(first_id) FROM parts) FROM head h", connection);
        await using (look.ConfigureAwait(false))
        {
            NpgsqlDataReader row = await look.ExecuteReaderAsync(end).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(end).ConfigureAwait(false);
                head.Publish(row.GetInt64(1), row.GetInt64(0));
            }
        }

        access.OnSeen();
    }

    private async Task FollowAsync(NpgsqlConnection connection, CancellationToken end)
    {
        NpgsqlCommand listen = new($"LISTEN {access.Channel}", connection);
        await using (listen.ConfigureAwait(false))
        {
            await listen.ExecuteNonQueryAsync(end).ConfigureAwait(false);
        }

        while (true)
        {
            await LookAsync(connection, end).ConfigureAwait(false);
            await connection.WaitAsync(Look, end).ConfigureAwait(false);
        }
    }
}
