using System.Diagnostics;
using FastEmit.Cli.Stressing;

namespace FastEmit.Load.Clients;

/// <summary>One process's run of a peer.</summary>
internal static class PeerRun
{
    /// <summary>Emits events one after the other, as fast as that goes, and reports.</summary>
    public static async Task FloodAsync(IPeer peer, string url, int events)
    {
        ClientMeter meter = new();
        await peer.ConnectAsync(url);
        int warm = events / StressRun.WarmUpFraction;
        for (int number = 0; number < events - 1; number++)
        {
            if (number == warm)
            {
                meter.Begin(number);
            }

            if (number > warm && ClientMeter.IsSampled(number))
            {
                long startedAt = Stopwatch.GetTimestamp();
                await peer.EmitAsync(number);
                meter.Record(startedAt);
            }
            else
            {
                await peer.EmitAsync(number);
            }
        }

        await peer.FinishAsync(events - 1);
        meter.Print(events);
    }

    /// <summary>Sends one event until it is acknowledged, then the others, and prints how long the first took.</summary>
    public static async Task StartAsync(IPeer peer, string url, int events)
    {
        long began = Stopwatch.GetTimestamp();
        await peer.ConnectAsync(url);
        await peer.FinishAsync(0);
        double confirmed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        for (int number = 1; number < events - 1; number++)
        {
            await peer.EmitAsync(number);
        }

        await peer.FinishAsync(events - 1);
        Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"confirmedMs":{{confirmed:F3}}}"""));
    }

    /// <summary>
    /// Emits events that carry the time when they were due, for so many seconds. The first second warms up and
    /// is not counted: the server is asked about what comes after it.
    /// </summary>
    public static async Task PaceAsync(IPeer peer, string url, int eventsPerSecond, int burst, int seconds)
    {
        ClientMeter meter = new();
        await peer.ConnectAsync(url);
        meter.Begin(0);
        long start = Stopwatch.GetTimestamp();
        Pace pace = new(eventsPerSecond, burst);
        int total = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            await peer.EmitTimedAsync(pace.Await(total++));
        }

        await peer.FinishAsync(total);
        meter.Print(total);
    }
}
