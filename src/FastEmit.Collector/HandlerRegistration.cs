using FastEmit.Collector.Counting;

namespace FastEmit.Collector;

/// <summary>A handler while it is on a channel.</summary>
internal sealed class HandlerRegistration(EventChannel channel, ReceivedEventHandler handler) : IDisposable
{
    private int _isDisposed;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            channel.RemoveHandler(handler);
        }
    }
}
