using System.Text.Json;
using FastEmit.Load.Reporting;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Load;

/// <summary>All tables and charts.</summary>
internal sealed class LoadSuite(int repetitions, double scale, DirectoryInfo reportFolder, FileInfo? json)
{
    private static readonly ServerKind[] Servers = [ServerKind.Sink, ServerKind.Node, ServerKind.Collector];

    /// <summary>Measures everything, or latencies alone, and writes the reports.</summary>
    public async Task<int> RunAsync(bool onlyLatency)
    {
        await using RowSeries series = new(repetitions);
        reportFolder.Create();
        IReadOnlyList<LatencyResult> latencies = await LatencyResult.MeasureAsync(series, LatencyRow.All, repetitions, Progress);
        await LatencyTable.WriteAsync(reportFolder, latencies, repetitions);
        if (onlyLatency)
        {
            return 0;
        }

        bool countsSystemCalls = await SystemCalls.CanCountAsync();
        List<RowResult> rows = [];
        foreach (ServerKind server in Servers)
        {
            rows.AddRange(await series.RunAsync(RowCatalogue.Into(server, scale), countsSystemCalls, Progress));
        }

        IReadOnlyList<GrowthCurve> curves = await GrowthCurve.MeasureAsync(series, scale, Progress);
        LoadResults results = new(rows, latencies, curves);
        await MarkdownReport.WriteAsync(reportFolder, results, repetitions, scale);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(results, LoadJson.Default.LoadResults));
        }

        return 0;
    }

    private static void Progress(string line) => Console.Error.WriteLine(line);
}
