using System.Globalization;
using System.Text;
using FastEmit.Load.Rows;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Reporting;

/// <summary>The report of the rates, which is committed.</summary>
internal static class MarkdownReport
{
    private const string FileName = "load.md";

    /// <summary>Writes it into a folder.</summary>
    public static async Task WriteAsync(DirectoryInfo folder, LoadResults results, int repetitions, double scale)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            # Load, end to end

            {await MachineFacts.DescribeAsync()}.

            `dotnet run -c Release --project bench/FastEmit.Load -- --repetitions {repetitions} --scale {scale}` measures all of it again, [latencies](latency.md) and [how the cost grows](growth.md), too. Each row is the median of {repetitions} runs, each run a
            process of its own, the rows in turns, one server process for all; the 200-byte reference event. Every event is counted at
            the server. Rates, CPU and allocations are those after the first tenth of a run, in which programs connect and compile; all
            programs of .NET, the other clients too, compile without the quick first tier (`DOTNET_TC_QuickJit=0`), as runs are short.
            × is the rate as a multiple of the slowest row's.


            """);
        foreach (IGrouping<ServerKind, RowResult> table in results.Rows.GroupBy(static row => row.Server))
        {
            AppendRates(text, table.Key, [.. table]);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullName, FileName), text.ToString().TrimEnd() + "\n");
    }

    private static void AppendRates(StringBuilder text, ServerKind server, RowResult[] rows)
    {
        double slowest = rows.Min(static row => row.EventsPerSecond);
        text.Append(CultureInfo.InvariantCulture, $"## {Title(server)}\n\n");
        text.Append("| client | events/s | (slowest – fastest run) | × | CPU µs/event | B/event | system calls/1,000 | peak memory | emit p50 | p99 | p99.9 |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (RowResult row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.EventsPerSecond:N0} | {row.Slowest:N0} – {row.Fastest:N0} | {row.EventsPerSecond / slowest:N1} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Figures.Number(row.CpuMicroseconds, "0.00")} | {Figures.Number(row.AllocatedBytes, "#,0.00")} | {Figures.Number(row.SystemCallsPerThousand, "#,0.0")} ");
            text.Append(CultureInfo.InvariantCulture, $"| {Figures.Mebibytes(row.PeakMemoryBytes)} | {Figures.Nanoseconds(row.EmitP50)} | {Figures.Nanoseconds(row.EmitP99)} | {Figures.Nanoseconds(row.EmitP999)} |\n");
        }

        text.Append('\n');
    }

    private static string Title(ServerKind server) => server switch
    {
        ServerKind.Sink => "Into a raw sink that only counts",
        ServerKind.Node => "Into the official server, socket.io 4.8.4 on Node",
        _ => "Into the collector",
    };
}
