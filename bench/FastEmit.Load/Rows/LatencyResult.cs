using System.Text.Json.Serialization;
using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>Medians of a row's runs, in nanoseconds from when an event was due to the server's handler.</summary>
internal sealed record LatencyResult(
    string Name,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ServerKind>))] ServerKind Server,
    int Rate,
    int Burst,
    double P50,
    double P99,
    double P999,
    double Cores)
{
    /// <summary>Runs rows in turns.</summary>
    public static async Task<IReadOnlyList<LatencyResult>> MeasureAsync(
        RowSeries series, IReadOnlyList<LatencyRow> rows, int repetitions, Action<string> progress)
    {
        List<(LatencyReport Latency, ClientReport Client)>[] runs = [.. rows.Select(static _ => new List<(LatencyReport, ClientReport)>())];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                LatencyRow row = rows[i];
                (LatencyReport latency, ClientReport client) = await row.RunAsync(await series.ServerAsync(row.Server));
                runs[i].Add((latency, client));
                progress($"{repetition + 1}/{repetitions} {row.Server} {row.Rate}/s by {row.Burst} {row.Name}: p50 {latency.P50 / 1000.0:N0} µs, p99 {latency.P99 / 1000.0:N0} µs");
            }
        }

        return [.. rows.Select((row, i) => new LatencyResult(
            row.Name,
            row.Server,
            row.Rate,
            row.Burst,
            Median.Of(runs[i].Select(static run => (double)run.Latency.P50)),
            Median.Of(runs[i].Select(static run => (double)run.Latency.P99)),
            Median.Of(runs[i].Select(static run => (double)run.Latency.P999)),
            Median.Of(runs[i].Select(run => (run.Client.CpuMicrosecondsPerEvent ?? double.NaN) * row.Rate / 1e6))))];
    }
}
