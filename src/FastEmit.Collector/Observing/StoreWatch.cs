using FastEmit.Collector.Logging;
using FastEmit.Collector.Storage;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Observing;

/// <summary>Logs when a store begins to fail, and when it works again. For one task.</summary>
internal sealed class StoreWatch(EventStore store, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Watches until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        using PeriodicTimer timer = new(Interval, time);
        bool wasFailing = false;
        try
        {
            do
            {
                bool isFailing = store.IsFailing;
                if (isFailing && !wasFailing)
                {
                    logger.StoreFails(store.GetStats().LastError);
                }
                else if (wasFailing && !isFailing)
                {
                    logger.StoreWorks();
                }

                wasFailing = isFailing;
            }
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The collector has stopped.
        }
    }
}
