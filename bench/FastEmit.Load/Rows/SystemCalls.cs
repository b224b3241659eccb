using System.Diagnostics;
using System.Globalization;
using FastEmit.Load.Servers;

namespace FastEmit.Load.Rows;

/// <summary>How many system calls a client makes, counted by perf, which hardly slows it. Start and end are taken out: it is the difference of two runs.</summary>
internal static class SystemCalls
{
    private const string Event = "raw_syscalls:sys_enter";

    /// <summary>Whether perf can count them here.</summary>
    public static async Task<bool> CanCountAsync()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("perf", ["stat", "-e", Event, "true"]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no perf.
        }
    }

    /// <summary>System calls for a thousand events.</summary>
    public static async Task<double> PerThousandAsync(Row row, ServerProcess server)
    {
        int half = row.Events / 2;
        double difference = await CountAsync(row, server, row.Events) - await CountAsync(row, server, half);
        return Math.Max(0, difference) * 1000 / (row.Events - half);
    }

    private static async Task<double> CountAsync(Row row, ServerProcess server, int events)
    {
        ProcessStartInfo client = await row.Start(server.Url, events);
        string report = Path.GetTempFileName();
        try
        {
            await server.ExpectAsync(events);
            await ClientProcess.RunAsync(new ProcessStartInfo(
                "perf", ["stat", "-x", ",", "-e", Event, "-o", report, "--", client.FileName, .. client.ArgumentList]));
            await server.ArrivalAsync();
            string line = File.ReadLines(report).First(static line => line.Contains(Event, StringComparison.Ordinal));
            return double.Parse(line.Split(',')[0], CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
