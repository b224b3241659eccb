using System.Text.Json;
using FastEmit.Load.Reporting;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Load;

/// <summary>All tables and charts.</summary>
internal sealed class LoadSuite(int repetitions, double scale, DirectoryInfo reportFolder, FileInfo? json)
{
    private static readonly ServerKind[] Servers = [ServerKind.Sink, ServerKind.Node, ServerKind.Collector];

    /// <summary>Measures everything and writes the report.</summary>
    public async Task<int> RunAsync()
    {
        await using RowSeries series = new(repetitions);
        bool countsSystemCalls = await SystemCalls.CanCountAsync();
        List<RowResult> rows = [];
        List<LatencyResult> latencies = [];
        foreach (ServerKind server in Servers)
        {
            rows.AddRange(await series.RunAsync(RowCatalogue.Into(server, scale), countsSystemCalls, Progress));
        }

        foreach (ServerKind server in Servers.Where(static server => server != ServerKind.Sink))
        {
            latencies.AddRange(await LatencyResult.MeasureAsync(series, LatencyRow.Into(server), repetitions, Progress));
        }

        IReadOnlyList<GrowthCurve> curves = await GrowthCurve.MeasureAsync(series, scale, Progress);
        LoadResults results = new(rows, latencies, curves);
        reportFolder.Create();
        await MarkdownReport.WriteAsync(reportFolder, results, repetitions, scale);
        if (json is not null)
        {
            await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(results, LoadJson.Default.LoadResults));
        }

        return 0;
    }

    private static void Progress(string line) => Console.Error.WriteLine(line);
}
