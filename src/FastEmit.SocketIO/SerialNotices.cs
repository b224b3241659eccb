using System.Collections.Concurrent;

namespace FastEmit.SocketIO;

/// <summary>Runs callbacks on the thread pool, one at a time and in order, so that user code never holds up whoever raises an event.</summary>
internal sealed class SerialNotices(Action<Exception> onError) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _queue = new();
    private int _waiting;

    public void Add(Action notice)
    {
        _queue.Enqueue(notice);
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            _queue.TryDequeue(out Action? notice);
            try
            {
                notice!();
            }
            catch (Exception exception)
            {
                onError(exception);
            }
        }
        while (Interlocked.Decrement(ref _waiting) > 0);
    }
}
