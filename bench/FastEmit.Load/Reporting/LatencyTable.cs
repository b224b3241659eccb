using System.Globalization;
using System.Text;
using FastEmit.Load.Rows;

namespace FastEmit.Load.Reporting;

/// <summary>The report of latencies that is committed: a table for each rate.</summary>
internal static class LatencyTable
{
    private const string FileName = "latency.md";

    /// <summary>Writes the report into a folder.</summary>
    public static async Task WriteAsync(DirectoryInfo folder, IReadOnlyList<LatencyResult> results, int repetitions)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Latency, from when an event is due to the server's handler

            {await MachineFacts.DescribeAsync()}.

            `dotnet run -c Release --project bench/FastEmit.Load -- --latency --repetitions {repetitions}` measures all of it again. Each row is the median of {repetitions} runs of two
            seconds behind one of warming up, each run a process of its own, the rows in turns, one server process for all. An event that the
            client was late for counts from when it was due (a client that waits for one event before it takes the next hides nothing); what the
            system woke the client too late does not count. Cores: processor time of the client's process, user and system, of the whole run.
            FastEmit sends at once (`Batch.Window` zero); busy polling is `Batch.BusyPoll` of 20 ms.

            """);
        foreach (IGrouping<(Servers.ServerKind Server, int Rate, int Burst), LatencyResult> table in results.GroupBy(static row => (row.Server, row.Rate, row.Burst)))
        {
            string spacing = table.Key.Burst == 1 ? "evenly" : $"{table.Key.Burst} at a time";
            text.Append(CultureInfo.InvariantCulture, $"\n## {table.Key.Server}, {table.Key.Rate:N0} events/s, {spacing}\n\n");
            text.Append("| client | p50 | p99 | p99.9 | cores |\n|---|---:|---:|---:|---:|\n");
            foreach (LatencyResult row in table)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {Figures.Nanoseconds(row.P50)} | {Figures.Nanoseconds(row.P99)} | {Figures.Nanoseconds(row.P999)} | {Figures.Number(row.Cores, "0.00")} |\n");
            }
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, FileName), text.ToString());
    }
}
