using FastEmit.Cli.Reporting;
using FastEmit.Cli.Terminals;

namespace FastEmit.Cli.Delivering;

/// <summary>Follows an emitter's counters while events flow: shows progress and connection errors.</summary>
/// <param name="readStats">Reads the emitter's counters.</param>
/// <param name="url">The server.</param>
/// <param name="progress">The line that shows them.</param>
/// <param name="time">The clock.</param>
internal sealed class DeliveryMonitor(Func<HookEmitterStats> readStats, string url, ProgressLine progress, TimeProvider time)
{
    /// <summary>The minimum time between two lines about the same error: several connections are lost together and return one by one.</summary>
    internal static readonly TimeSpan TroubleInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly RateMeter _rate = new(time);
    private long _errors;
    private string? _trouble;
    private long _troubleAt;
    private long _deliveredAtTrouble;

    /// <summary>Runs until <paramref name="stop"/> is cancelled; then clears the progress line and returns.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        long shownAt = time.GetTimestamp();
        while (await timer.TickAsync(stop))
        {
            HookEmitterStats stats = readStats();
            ReportTrouble(stats);
            if (progress.IsShown && time.GetElapsedTime(shownAt) >= progress.Interval)
            {
                progress.Show(Describe(stats, _rate.Read(stats.Delivered)));
                shownAt = time.GetTimestamp();
            }
        }

        progress.Clear();
    }

    /// <summary>One line of progress. The most important figures come first, because a narrow terminal cuts off the end.</summary>
    internal static string Describe(in HookEmitterStats stats, double perSecond)
    {
        string written = stats.Written == 0 ? "" : $"written {Figures.Count(stats.Written)}, ";
        string line = $"confirmed {Figures.Count(stats.Confirmed)}, {written}{Figures.Rate(perSecond)}/s, pending {Figures.Count(stats.Pending)}";
        if (stats.Dropped.Total > 0)
        {
            line += $", dropped {Figures.Count(stats.Dropped.Total)}";
        }

        line += $", connections {stats.ActiveConnections}";
        return stats.CircuitState == Resilience.CircuitState.Closed ? line : $"{line}, circuit {stats.CircuitState}";
    }

    /// <summary>Adds the server's name to an error that does not have it.</summary>
    internal static string NameServer(string url, string error) =>
        error.Contains(url.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) ? error : $"{url}: {error}";

    /// <summary>Writes a line when a connect failed or a connection was lost. Repeats the same error only after further deliveries and <see cref="TroubleInterval"/>.</summary>
    internal void ReportTrouble(in HookEmitterStats stats)
    {
        if (stats.Errors == _errors || stats.LastError is not { } error)
        {
            return;
        }

        _errors = stats.Errors;
        bool again = error == _trouble;
        if (again && (stats.Delivered == _deliveredAtTrouble || time.GetElapsedTime(_troubleAt) < TroubleInterval))
        {
            return;
        }

        (_trouble, _troubleAt, _deliveredAtTrouble) = (error, time.GetTimestamp(), stats.Delivered);
        progress.WriteLine($"{NameServer(url, error)} (events are kept and sent when the server is back)");
    }
}
