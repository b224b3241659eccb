using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>Runs rows in turns, so that a noisy neighbour meets all of them alike, and takes the medians. One server process for each kind, for all rows.</summary>
internal sealed class RowSeries(int repetitions) : IAsyncDisposable
{
    private readonly Dictionary<ServerKind, ServerProcess> _servers = [];

    /// <summary>Runs all of them.</summary>
    /// <exception cref="InvalidOperationException">A client failed, or a server counted something else than was sent.</exception>
    public async Task<IReadOnlyList<RowResult>> RunAsync(IReadOnlyList<Row> rows, bool countsSystemCalls, Action<string> progress)
    {
        List<RowRun>[] runs = [.. rows.Select(static _ => new List<RowRun>())];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                RowRun run = await RunOnceAsync(rows[i]);
                runs[i].Add(run);
                progress($"{repetition + 1}/{repetitions} {rows[i].Server} {rows[i].Name}: {run.EventsPerSecond:N0} events/s");
            }
        }

        List<RowResult> results = [];
        for (int i = 0; i < rows.Count; i++)
        {
            double? calls = countsSystemCalls ? await SystemCalls.PerThousandAsync(rows[i], await ServerAsync(rows[i].Server)) : null;
            results.Add(Summarize(rows[i], runs[i], calls));
        }

        return results;
    }

    /// <summary>The server of a kind; started when it is asked for first.</summary>
    public async Task<ServerProcess> ServerAsync(ServerKind kind)
    {
        if (!_servers.TryGetValue(kind, out ServerProcess? server))
        {
            _servers[kind] = server = await ServerProcess.StartAsync(kind);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    private async Task<RowRun> RunOnceAsync(Row row)
    {
        ServerProcess server = await ServerAsync(row.Server);
        await server.ExpectAsync(row.Events);
        ClientReport client = await ClientProcess.RunAsync(await row.Start(server.Url, row.Events));
        Arrival arrival = await server.ArrivalAsync();
        long counted = await server.CountAsync();
        return counted == row.Events
            ? new RowRun(arrival.Events / arrival.Seconds, client)
            : throw new InvalidOperationException($"{row.Server} counted {counted} events of {row.Name}, which sent {row.Events}.");
    }

    private static RowResult Summarize(Row row, List<RowRun> runs, double? systemCalls) => new(
        row.Name,
        row.Server,
        row.Events,
        Median.Of(runs.Select(static run => run.EventsPerSecond)),
        runs.Min(static run => run.EventsPerSecond),
        runs.Max(static run => run.EventsPerSecond),
        Median.OfPresent(runs.Select(static run => run.Client.CpuMicrosecondsPerEvent)),
        Median.OfPresent(runs.Select(static run => run.Client.AllocatedBytesPerEvent)),
        Median.Of(runs.Select(static run => (double)run.Client.PeakMemoryBytes)),
        Median.OfPresent(runs.Select(static run => (double?)run.Client.EmitNanoseconds?.P50)),
        Median.OfPresent(runs.Select(static run => (double?)run.Client.EmitNanoseconds?.P99)),
        Median.OfPresent(runs.Select(static run => (double?)run.Client.EmitNanoseconds?.P999)),
        systemCalls);
}
