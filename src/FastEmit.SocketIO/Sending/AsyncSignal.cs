using System.Threading.Tasks.Sources;

namespace FastEmit.SocketIO.Sending;

/// <summary>
/// Wakes one waiter. Signals without a waiter are kept as one. Waiting and signalling allocate nothing. Any thread may
/// signal; one at a time may wait.
/// </summary>
/// <remarks>
/// Not <see cref="Transports.Threads.WakeSignal"/>, because a signal that comes between the wake and the waiter's next step is kept here for
/// the next wait: a reader that is released for good is released once. That one wipes it, for its waiter looks at everything again, and
/// has a timer and a thread in return.
/// </remarks>
internal sealed class AsyncSignal : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private bool _signaled;
    private bool _waiting;

    public void Signal()
    {
        lock (_lock)
        {
            if (!_waiting)
            {
                _signaled = true;
                return;
            }

            _waiting = false;
        }

        _core.SetResult(true);
    }

    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_signaled)
            {
                _signaled = false;
                return default;
            }

            _core.Reset();
            _waiting = true;
            return new ValueTask(this, _core.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
