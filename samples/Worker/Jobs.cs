using System.Diagnostics;

namespace FastEmit.Samples.Worker;

/// <summary>Does a job every 100 ms until the host stops, reports each, and warns of every tenth.</summary>
internal sealed partial class Jobs(HookEmitter emitter, ILogger<Jobs> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer pace = new(TimeSpan.FromMilliseconds(100));
        for (int number = 1; await pace.WaitForNextTickAsync(stoppingToken); number++)
        {
            long started = Stopwatch.GetTimestamp();
            JobDone.Emit(emitter, "mail", number, Stopwatch.GetElapsedTime(started));
            if (number % 10 == 0)
            {
                LogTenth(logger, "mail");
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} has done another ten jobs")]
    private static partial void LogTenth(ILogger logger, string queue);
}
