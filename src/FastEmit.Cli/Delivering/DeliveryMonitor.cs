using FastEmit.Cli.Reporting;

namespace FastEmit.Cli.Delivering;

/// <summary>Follows an emitter's counters while events flow: shows progress, and says once why the server cannot be reached.</summary>
internal sealed class DeliveryMonitor(HookEmitter emitter, string url, ProgressLine progress, TimeProvider time)
{
    private static readonly TimeSpan TroubleInterval = TimeSpan.FromMilliseconds(200);

    private string? _lastError;
    private bool _down;

    /// <summary>Runs until <paramref name="stop"/> is cancelled; then takes the progress line away and returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(Math.Min(TroubleInterval.Ticks, progress.Interval.Ticks)), time);
        long shownAt = time.GetTimestamp();
        HookEmitterStats shown = emitter.GetStats();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                HookEmitterStats stats = emitter.GetStats();
                ReportTrouble(stats);
                TimeSpan passed = time.GetElapsedTime(shownAt);
                if (progress.IsShown && passed >= progress.Interval)
                {
                    progress.Show(Describe(stats, (stats.Confirmed - shown.Confirmed) / passed.TotalSeconds));
                    (shown, shownAt) = (stats, time.GetTimestamp());
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Clear();
        }
    }

    /// <summary>One line of progress.</summary>
    internal static string Describe(in HookEmitterStats stats, double perSecond)
    {
        string line = $"{Figures.Rate(perSecond)} events/s, queued {Figures.Count(stats.Queued)}, confirmed {Figures.Count(stats.Confirmed)}, "
            + $"pending {Figures.Count(stats.Pending)}, connections {stats.ActiveConnections}";
        if (stats.Dropped.Total > 0)
        {
            line += $", dropped {Figures.Count(stats.Dropped.Total)}";
        }

        return stats.CircuitState == Resilience.CircuitState.Closed ? line : $"{line}, circuit {stats.CircuitState}";
    }

    /// <summary>Names the server in what went wrong, unless the error does so itself.</summary>
    internal static string NameServer(string url, string error) =>
        error.Contains(url.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) ? error : $"{url}: {error}";

    private void ReportTrouble(in HookEmitterStats stats)
    {
        if (stats.ActiveConnections > 0)
        {
            _down = false;
        }
        else if (stats.LastError is { } error && (!_down || error != _lastError))
        {
            (_down, _lastError) = (true, error);
            progress.WriteLine($"{NameServer(url, error)} (events are kept and sent when the server is back)");
        }
    }
}
