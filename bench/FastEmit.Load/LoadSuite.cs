using System.Text.Json;
using FastEmit.Load.Reporting;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Load;

/// <summary>All tables and charts.</summary>
internal sealed class LoadSuite(int repetitions, double scale, DirectoryInfo reportFolder, FileInfo? json)
{
    private static readonly ServerKind[] Servers = [ServerKind.Sink, ServerKind.Node, ServerKind.Collector];

    /// <summary>Measures everything, or a part alone, and writes the reports.</summary>
    public async Task<int> RunAsync(bool onlyLatency, bool onlyGrowth)
    {
        await using RowSeries series = new(repetitions);
        reportFolder.Create();
        bool isWhole = onlyLatency == onlyGrowth;
        LoadResults results = new(
            isWhole ? await MeasureRowsAsync(series) : [],
            onlyLatency || isWhole ? await LatencyResult.MeasureAsync(series, LatencyRow.All, repetitions, Progress) : [],
            onlyGrowth || isWhole ? await GrowthCurve.MeasureAsync(series, repetitions, scale, Progress) : []);
        if (results.Latencies.Count != 0)
        {
            await LatencyTable.WriteAsync(reportFolder, results.Latencies, repetitions);
        }

        if (results.Growth.Count != 0)
        {
            await GrowthReport.WriteAsync(reportFolder, results.Growth, repetitions, scale);
        }

        if (results.Rows.Count != 0)
        {
            await MarkdownReport.WriteAsync(reportFolder, results, repetitions, scale);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(results, LoadJson.Default.LoadResults));
        }

        return 0;
    }

    private async Task<IReadOnlyList<RowResult>> MeasureRowsAsync(RowSeries series)
    {
        bool countsSystemCalls = await SystemCalls.CanCountAsync();
        List<RowResult> rows = [];
        foreach (ServerKind server in Servers)
        {
            rows.AddRange(await series.RunAsync(RowCatalogue.Into(server, scale), countsSystemCalls, Progress));
        }

        return rows;
    }

    private static void Progress(string line) => Console.Error.WriteLine(line);
}
