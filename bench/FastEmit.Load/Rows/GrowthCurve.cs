using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>How the cost of an event grows with something.</summary>
/// <param name="What">What grows.</param>
/// <param name="File">The chart's file name, without its ending.</param>
/// <param name="Program">Whose cost it is.</param>
/// <param name="Why">What the curve shows, and why it bends where it does.</param>
/// <param name="Points">The sizes, ascending.</param>
internal sealed record GrowthCurve(string What, string File, string Program, string Why, IReadOnlyList<GrowthPoint> Points)
{
    private const string Emitter = "emitter";
    private const int PacketBytes = 200;
    private const int BytesOfOneRun = 400 << 20;

    /// <summary>Measures every curve.</summary>
    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(RowSeries series, int repetitions, double scale, Action<string> progress)
    {
        int events = (int)(3_000_000 * scale);
        return
        [
            await CurveAsync("events of one run", "growth-events", [10_000, 100_000, 1_000_000, 10_000_000],
                "A short run pays for the compiler: below a million events most of it is code that is compiled while it runs. From there on the cost is that of the event.",
                static size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, size)),
            await CurveAsync("bytes of one event", "growth-payload", [100, 300, 1_000, 10_000, 100_000],
                "Flat while the event is smaller than its fixed cost, then in proportion: each byte is copied into the ring, masked on its way out of it, and copied by the kernel.",
                size => RowCatalogue.Growth(ServerKind.Sink, (int)Math.Min(events, BytesOfOneRun * scale / size), size)),
            await CurveAsync("producing threads", "growth-producers", [1, 2, 4, 8, 16, 32, 64],
                "A claim is one compare-and-swap, so threads do not wait for each other. With more threads than cores the scheduler's switches are added.",
                size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, events, "--connections", "1", "--producers", $"{size}")),
            await CurveAsync("namespaces", "growth-namespaces", [1, 10, 100],
                "Each event goes to another namespace than the one before: what is looked up for each does not fit into the fastest cache any more at a hundred.",
                size => RowCatalogue.Growth(ServerKind.Sink, events / 3, PacketBytes, size)),
            await CurveAsync("partition keys", "growth-keys", [1, 100, 10_000, 1_000_000],
                "A key is a number that chooses one of five connections, and nothing is kept for it: one key uses one connection, many use all five, and a million cost what a hundred do.",
                size => RowCatalogue.Growth(ServerKind.Sink, events / 3, PacketBytes, keys: size)),
            await CurveAsync("connections", "growth-connections", [1, 2, 3, 4, 5],
                "A connection has a thread, a ring and a socket of its own: beyond the number of cores more of them bring no more events, and cost their memory.",
                size => RowCatalogue.Own(RowCatalogue.FastEmit, ServerKind.Sink, events, "--connections", $"{size}")),
            .. await CollectorGrowth.MeasureAsync(repetitions, scale, progress),
        ];

        async Task<GrowthCurve> CurveAsync(string what, string file, int[] sizes, string why, Func<int, Row> row)
        {
            Row[] rows = [.. sizes.Select(size => row(size) with { Name = $"{what}: {size:N0}" })];
            IReadOnlyList<RowResult> results = await series.RunAsync(rows, countsSystemCalls: false, progress);
            return new GrowthCurve(what, file, Emitter, why, [.. sizes.Zip(results, static (size, result) =>
                new GrowthPoint(size, result.EventsPerSecond, result.CpuMicroseconds, result.PeakMemoryBytes))]);
        }
    }
}
