using System.Threading.Tasks.Sources;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// What a sender sleeps on: an auto-reset signal with one waiter and one timer, reused for ever, so that waiting
/// allocates nothing.
/// </summary>
/// <remarks>
/// <see cref="Set"/> may be called from any thread; <see cref="WaitAsync"/> by the one waiter, who must await each
/// task once before the next call. A signal without a waiter completes the next wait at once; several collapse
/// into one. A waiter must look again at whatever it waits for: wakes may be spurious (a timer that fires late).
/// <see cref="Sending.AsyncSignal"/> says why it is another.
/// </remarks>
internal sealed class WakeSignal : IValueTaskSource, IDisposable
{
    private const int Idle = 0;
    private const int Signaled = 1;
    private const int Waiting = 2;

    private static readonly Action<object?> Resume = static state => ((WakeSignal)state!)._source.SetResult(true);

    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _source;
    private bool _timerArmed;
    private int _state;

    /// <param name="time">The clock, where the waiter has no thread.</param>
    /// <param name="thread">Where the waiter continues; null: on the pool.</param>
    public WakeSignal(TimeProvider time, IoThread? thread)
    {
        Thread = thread;
        _timer = (thread?.Time ?? time).CreateTimer(
            static state => ((WakeSignal)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The waiter's thread, or null.</summary>
    public IoThread? Thread { get; }

    /// <summary>Wakes the waiter, or lets its next wait complete at once.</summary>
    public void Set() => Complete(isHere: false);

    /// <summary>
    /// The same, but the waiter runs on the calling thread, if it may: that gets back when the waiter waits again, for whatever it
    /// is. A change of threads would cost more than what there is to do.
    /// </summary>
    public void SetHere() => Complete(isHere: Thread is null || Thread.IsCurrent);

    private void OnTimer() => Complete(isHere: Thread is not null);

    private void Complete(bool isHere)
    {
        // Only the exchange that takes the state out of Waiting completes the source, so it completes once a wait.
        if (Interlocked.Exchange(ref _state, Signaled) != Waiting)
        {
            return;
        }

        if (Thread is null || isHere)
        {
            _source.RunContinuationsAsynchronously = !isHere;
            _source.SetResult(true);
        }
        else
        {
            _source.RunContinuationsAsynchronously = false;
            Thread.Post(Resume, this);
        }
    }

    /// <summary>Completes when the signal is set or <paramref name="timeout"/> has passed; an infinite timeout arms no timer.</summary>
    public ValueTask WaitAsync(TimeSpan timeout)
    {
        _source.Reset();
        if (timeout != Timeout.InfiniteTimeSpan || _timerArmed)
        {
            _timerArmed = timeout != Timeout.InfiniteTimeSpan;
            _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }

        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, _source.Version);
        }

        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _timer.Dispose();

    void IValueTaskSource.GetResult(short token)
    {
        _source.GetResult(token);

        // A full fence: what the waiter reads from here on is at least as new as any Set that this wipes out.
        Interlocked.Exchange(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
