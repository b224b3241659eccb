using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>How the cost of an event for <c>fastemit collect</c> grows, with an emitter at full speed.</summary>
internal static class CollectorGrowth
{
    private const string Collector = "collector";
    private const int PacketBytes = 300;
    private const int StoringEvents = 300_000;
    private const int CollectingEvents = 1_000_000;
    private const int FewSessions = 1000;
    private static readonly int[] Stored = [100_000, 1_000_000, 10_000_000];
    private static readonly int[] Dashboards = [1, 3, 10, 30, 100];
    private static readonly int[] Sessions = [1, 100, 10_000, 100_000];

    /// <summary>Measures every curve.</summary>
    public static async Task<IReadOnlyList<GrowthCurve>> MeasureAsync(int repetitions, double scale, Action<string> progress) =>
    [
        await CurveAsync("stored events", "growth-stored",
            "An event is appended to the newest of several files, so what is stored already costs nothing; the answer is the newest page of a text that is nowhere: it looks at the filter of every block, and so it grows in proportion.",
            Stored, () => RunStoredAsync(scale), repetitions, progress),
        await CurveAsync("open dashboards", "growth-dashboards",
            "A dashboard is told a bounded number of rows ten times a second, whatever comes in: each costs the same share of a second. The answer is the counts.",
            Dashboards, () => RunEachAsync(Dashboards, size => RunAsync(size, (int)(CollectingEvents * scale), FewSessions, size, "stats")), repetitions, progress),
        await CurveAsync("sessions", "growth-sessions",
            "A session is an entry in a table of the newest ones. Its counts are found by hash; with many they lie outside the caches. The answer is the list of sessions.",
            Sessions, () => RunEachAsync(Sessions, size => RunAsync(size, (int)(CollectingEvents * scale), size, 0, "sessions?limit=100")), repetitions, progress),
    ];

    private static async Task<IReadOnlyList<GrowthPoint>> RunStoredAsync(double scale)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fastemit-growth-");
        try
        {
            await using CollectCommand collector = await CollectCommand.StartAsync("--data", folder.FullName, "--keep-mib", "100000");
            List<GrowthPoint> points = [];
            long stored = 0;
            foreach (int size in Stored)
            {
                int wanted = (int)(size * scale);
                await EmitAsync(collector, (int)(wanted - stored), FewSessions);
                points.Add(await MeasureAsync(collector, size, (int)(StoringEvents * scale), FewSessions, "events?limit=100&text=no+such+words"));
                stored = wanted + (int)(StoringEvents * scale);
            }

            return points;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<GrowthPoint> RunAsync(int size, int events, int sessions, int dashboards, string request)
    {
        await using CollectCommand collector = await CollectCommand.StartAsync();
        await using OpenDashboards open = await OpenDashboards.OpenAsync(collector.Url, dashboards);
        await EmitAsync(collector, events / 4, sessions); // compiled
        return await MeasureAsync(collector, size, events, sessions, request);
    }

    private static async Task<GrowthPoint> MeasureAsync(CollectCommand collector, int size, int events, int sessions, string request)
    {
        TimeSpan before = collector.ProcessorTime;
        ClientReport client = await EmitAsync(collector, events, sessions);
        TimeSpan used = collector.ProcessorTime - before;
        return new GrowthPoint(size, events * 0.9 / client.Seconds, used.TotalMicroseconds / events, collector.PeakMemoryBytes, await collector.AnswerAsync(request));
    }

    private static async Task<ClientReport> EmitAsync(CollectCommand collector, int events, int sessions) =>
        await ClientProcess.RunAsync(ChildProcess.OfThisSuite(["grow", collector.Url, $"{Math.Max(events, 100)}", $"{PacketBytes}", "1", "0", $"{sessions}"]));

    private static async Task<IReadOnlyList<GrowthPoint>> RunEachAsync(int[] sizes, Func<int, Task<GrowthPoint>> run)
    {
        List<GrowthPoint> points = [];
        foreach (int size in sizes)
        {
            points.Add(await run(size));
        }

        return points;
    }

    private static async Task<GrowthCurve> CurveAsync(string what, string file, string why, int[] sizes, Func<Task<IReadOnlyList<GrowthPoint>>> run, int repetitions, Action<string> progress)
    {
        List<IReadOnlyList<GrowthPoint>> runs = [];
        for (int repetition = 1; repetition <= repetitions; repetition++)
        {
            runs.Add(await run());
            progress($"{repetition}/{repetitions} {Collector}, {what}");
        }

        return new GrowthCurve(what, file, Collector, why, [.. sizes.Select((size, i) => new GrowthPoint(
            size,
            Median.Of(runs.Select(points => points[i].EventsPerSecond)),
            Median.OfPresent(runs.Select(points => points[i].CpuMicroseconds)),
            Median.Of(runs.Select(points => points[i].MemoryBytes)),
            Median.OfPresent(runs.Select(points => points[i].AnswerMilliseconds))))]);
    }
}
