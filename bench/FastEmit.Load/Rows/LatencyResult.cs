using System.Text.Json.Serialization;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>Medians of a row's runs, in nanoseconds from the call that emits to the server's handler.</summary>
internal sealed record LatencyResult(
    string Name,
    [property: JsonConverter(typeof(JsonStringEnumConverter<ServerKind>))] ServerKind Server,
    double P50,
    double P99,
    double P999)
{
    /// <summary>Runs rows in turns.</summary>
    public static async Task<IReadOnlyList<LatencyResult>> MeasureAsync(
        RowSeries series, IReadOnlyList<LatencyRow> rows, int repetitions, Action<string> progress)
    {
        List<LatencyReport>[] runs = [.. rows.Select(static _ => new List<LatencyReport>())];
        for (int repetition = 0; repetition < repetitions; repetition++)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                LatencyReport run = await rows[i].RunAsync(await series.ServerAsync(rows[i].Server));
                runs[i].Add(run);
                progress($"{repetition + 1}/{repetitions} {rows[i].Server} {rows[i].Name}: p50 {run.P50 / 1000.0:N0} µs, p99 {run.P99 / 1000.0:N0} µs");
            }
        }

        return [.. rows.Select((row, i) => new LatencyResult(
            row.Name,
            row.Server,
            Median.Of(runs[i].Select(static run => (double)run.P50)),
            Median.Of(runs[i].Select(static run => (double)run.P99)),
            Median.Of(runs[i].Select(static run => (double)run.P999))))];
    }
}
