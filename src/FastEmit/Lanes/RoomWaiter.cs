namespace FastEmit.Lanes;

/// <summary>
/// A thread that waits in a <see cref="RoomQueue"/>. Each thread has one and keeps it: it can only be blocked in one
/// place at a time.
/// </summary>
internal sealed class RoomWaiter
{
    [ThreadStatic]
    private static RoomWaiter? _ofThread;

    private readonly object _gate = new();
    private bool _isWoken;

    /// <summary>The calling thread's own.</summary>
    public static RoomWaiter OfThread => _ofThread ??= new RoomWaiter();

    /// <summary>The waiter before this one. Under the queue's lock.</summary>
    public RoomWaiter? Previous { get; set; }

    /// <summary>The waiter behind this one. Under the queue's lock.</summary>
    public RoomWaiter? Next { get; set; }

    /// <summary>Ends the present <see cref="Wait"/>, or the next one. Any thread.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks until <see cref="Wake"/>, or until the timeout has passed: false. The thread's own.</summary>
    public bool Wait(TimeSpan timeout)
    {
        // A monitor waits for whole milliseconds and cuts off the rest: what is left of 1 ms would be none.
        int milliseconds = (int)Math.Ceiling(timeout.TotalMilliseconds);
        lock (_gate)
        {
            bool woken = _isWoken || Monitor.Wait(_gate, milliseconds);
            _isWoken = false;
            return woken;
        }
    }

    /// <summary>Marks it as not woken any more. Under the queue's lock.</summary>
    public void Reset()
    {
        Previous = null;
        Next = null;
        _isWoken = false;
    }
}
