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
