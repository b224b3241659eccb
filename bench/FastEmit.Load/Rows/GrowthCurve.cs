using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>How the cost of an event grows with something, into the sink.</summary>
/// <param name="What">What grows.</param>
/// <param name="File">The chart's file name, without its ending.</param>
/// <param name="Points">The sizes, ascending.</param>
internal sealed record GrowthCurve(string What, string File, IReadOnlyList<GrowthPoint> Points)
{
    private const int PacketBytes = 200;
    private const int BytesOfOneRun = 400 << 20;

    /// <summary>Measures every curve.</summary>
    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(RowSeries series, double scale, Action<string> progress)
    {
        int events = (int)(3_000_000 * scale);
        return
        [
            await CurveAsync("events of one run", "growth-events", [10_000, 100_000, 1_000_000, 10_000_000],
                static size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, size)),
            await CurveAsync("bytes of one event", "growth-payload", [100, 300, 1_000, 10_000, 100_000],
                size => RowCatalogue.Growth(ServerKind.Sink, (int)Math.Min(events, BytesOfOneRun * scale / size), size, 1)),
            await CurveAsync("producing threads", "growth-producers", [1, 2, 4, 8, 16, 32, 64],
                size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, events, "--connections", "1", "--producers", $"{size}")),
            await CurveAsync("namespaces", "growth-namespaces", [1, 10, 100],
                size => RowCatalogue.Growth(ServerKind.Sink, events / 3, PacketBytes, size)),
            await CurveAsync("connections", "growth-connections", [1, 2, 3, 4, 5],
                size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, events, "--connections", $"{size}")),
        ];

        async Task<GrowthCurve> CurveAsync(string what, string file, int[] sizes, Func<int, Row> row)
        {
            Row[] rows = [.. sizes.Select(size => row(size) with { Name = $"{what}: {size:N0}" })];
            IReadOnlyList<RowResult> results = await series.RunAsync(rows, countsSystemCalls: false, progress);
            return new GrowthCurve(what, file, [.. sizes.Zip(results, static (size, result) =>
                new GrowthPoint(size, result.EventsPerSecond, result.CpuMicroseconds, result.PeakMemoryBytes))]);
        }
    }
}
