using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Benchmarks.Budgets;

/// <summary>Rows of the load suite, each run a process of its own.</summary>
internal sealed class LoadMeasurement(bool isShort) : IMeasurement
{
    /// <summary>The budget for the processor time into Node is that of a program which has long been compiled.</summary>
    private const double NodeScale = 3;

    private readonly int _repetitions = isShort ? 1 : 5;
    private readonly double _scale = isShort ? 0.2 : 1;

    public IReadOnlyList<string> Groups => ["sink", "node", "collector", "latency"];

    public async Task<IReadOnlyDictionary<string, Figure>> MeasureAsync()
    {
        await using RowSeries series = new(_repetitions);
        Dictionary<string, Figure> figures = [];
        Dictionary<string, RowResult> sink = await RunAsync(
            series, ServerKind.Sink, RowCatalogue.FastEmit, RowCatalogue.Bare, RowCatalogue.WebSocket, RowCatalogue.SocketIOClient, RowCatalogue.JavaScript);
        RowResult own = sink[RowCatalogue.FastEmit];
        figures["sink.bare"] = Ratio(own, sink[RowCatalogue.Bare]);
        figures["sink.websocket"] = Ratio(own, sink[RowCatalogue.WebSocket]);
        figures["sink.socketioclient"] = Ratio(own, sink[RowCatalogue.SocketIOClient]);
        figures["sink.javascript"] = Ratio(own, sink[RowCatalogue.JavaScript]);
        figures["sink.bytes"] = new Figure(own.AllocatedBytes ?? double.PositiveInfinity, $"{own.AllocatedBytes:0.##} B/event");
        if (isShort)
        {
            return figures;
        }

        Dictionary<string, RowResult> node = await RunAsync(series, ServerKind.Node, RowCatalogue.FastEmit, RowCatalogue.Bare, RowCatalogue.Envelopes50);
        RowResult plain = node[RowCatalogue.FastEmit];
        double cores = plain.EventsPerSecond * (plain.CpuMicroseconds ?? double.NaN) / 1e6;
        figures["node.bare"] = Ratio(plain, node[RowCatalogue.Bare]);
        figures["node.cores"] = new Figure(cores, $"{plain.CpuMicroseconds:0.00} µs/event at {plain.EventsPerSecond:N0} events/s");
        figures["node.envelopes"] = Ratio(node[RowCatalogue.Envelopes50], plain);
        Dictionary<string, RowResult> collector = await RunAsync(series, ServerKind.Collector, RowCatalogue.FastEmit);
        figures["collector.sink"] = Ratio(collector[RowCatalogue.FastEmit], own);
        await AddLatencyAsync(series, figures);
        return figures;
    }

    private async Task AddLatencyAsync(RowSeries series, Dictionary<string, Figure> figures)
    {
        LatencyRow[] rows = [.. LatencyRow.Of(ServerKind.Node, 10_000, burst: 1)
            .Where(static row => row.Name is RowCatalogue.FastEmit or LatencyRow.BusyPolling or RowCatalogue.WebSocket)];
        Dictionary<string, LatencyResult> results = (await LatencyResult.MeasureAsync(series, rows, _repetitions, Progress)).ToDictionary(static result => result.Name);
        (LatencyResult ours, LatencyResult theirs) = (results[RowCatalogue.FastEmit], results[RowCatalogue.WebSocket]);
        LatencyResult busy = results[LatencyRow.BusyPolling];
        figures["latency.p50"] = Microseconds(ours.P50, theirs.P50);
        figures["latency.p99"] = Microseconds(ours.P99, theirs.P99);
        figures["latency.busy.p50"] = Microseconds(busy.P50, theirs.P50);
    }

    private static Figure Microseconds(double ours, double theirs) => new(ours / theirs, $"{ours / 1000:F0} µs, {theirs / 1000:F0} µs");

    private async Task<Dictionary<string, RowResult>> RunAsync(RowSeries series, ServerKind server, params string[] names)
    {
        double scale = server == ServerKind.Node ? NodeScale * _scale : _scale;
        Row[] rows = [.. RowCatalogue.Into(server, scale).Where(row => names.Contains(row.Name))];
        return (await series.RunAsync(rows, countsSystemCalls: false, Progress)).ToDictionary(static result => result.Name);
    }

    private static Figure Ratio(RowResult ours, RowResult theirs) =>
        new(ours.EventsPerSecond / theirs.EventsPerSecond, $"{ours.EventsPerSecond:N0}/s, {theirs.EventsPerSecond:N0}/s");

    private static void Progress(string line) => Console.Error.WriteLine(line);
}
