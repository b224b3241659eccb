using FastEmit.Cli.Reporting;
using FastEmit.Collector;
using Spectre.Console.Rendering;

namespace FastEmit.Cli.Collecting;

/// <summary>A collector's counters as tables.</summary>
internal static class CollectorTables
{
    private const int MaxEvents = 12;
    private const int MaxNameChars = 32;
    private const int CountWidth = 11; // 999,999,999

    /// <summary>Events by namespace and name, the most frequent first.</summary>
    public static IRenderable ByEvent(CollectorStats stats)
    {
        List<(string, string)> rows = [.. stats.ByEvent
            .OrderByDescending(static count => count.Events)
            .Take(MaxEvents)
            .Select(static count => (Shorten(Label(count)), Figures.Count(count.Events)))];
        if (stats.ByEvent.Count > MaxEvents)
        {
            rows.Add(($"{Figures.Count(stats.ByEvent.Count - MaxEvents)} more names", ""));
        }

        return FigureTable.Of("collected", CountWidth, rows);
    }

    /// <summary>The kind of event, on one line. A client chose the name, so terminal control characters are removed.</summary>
    private static string Label(EventCount count)
    {
        string label = count.Namespace == "/" ? count.Name : $"{count.Namespace} {count.Name}";
        return string.Concat(label.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
    }

    private static string Shorten(string label) => label.Length <= MaxNameChars ? label : $"{label[..(MaxNameChars - 1)]}…";
}
