using FastEmit.Collector.Counting;
using FastEmit.Collector.Logging;
using Microsoft.Extensions.Logging;

namespace FastEmit.Collector.Taking;

/// <summary>Calls the application's handlers. One that throws is counted and said, and nothing else stops. Thread-safe.</summary>
internal sealed class HandlerCalls(CollectorCounters counters, ILogger logger)
{
    /// <summary>Calls handlers one by one, whatever the others do.</summary>
    public void Call(ReceivedEventHandler? handlers, in ReceivedEvent received)
    {
        foreach (ReceivedEventHandler handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(received);
            }
            catch (Exception exception)
            {
                OnThrew(exception);
            }
        }
    }

    public void OnThrew(Exception exception)
    {
        Interlocked.Increment(ref counters.HandlerErrors);
        logger.HandlerThrew(exception);
    }
}
