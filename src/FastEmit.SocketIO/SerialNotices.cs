using System.Collections.Concurrent;

namespace FastEmit.SocketIO;

/// <summary>Runs callbacks on the thread pool, one at a time and in order, so that user code never delays the thread that raises an event.</summary>
internal sealed class SerialNotices(Action<Exception> onError) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _queue = new();
    private int _waiting;
    private volatile bool _hasEnded;
    private TaskCompletionSource? _idle;

    /// <summary>No callback is run any more.</summary>
    public void End() => _hasEnded = true;

    /// <summary>Completes when those that were added before have run. To be called once.</summary>
    public Task WhenIdleAsync()
    {
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(() => _idle.SetResult());
        return _idle.Task;
    }

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
                if (_hasEnded)
                {
                    continue;
                }

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
