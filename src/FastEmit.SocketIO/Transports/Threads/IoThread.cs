using System.Collections.Concurrent;
using System.ComponentModel;

namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>
/// A thread of the process that waits for sockets and timers and runs what belongs to them: a host that blocks every thread of its pool
/// does not hold up what is here, and nothing is handed from thread to thread on the way. User code never runs here.
/// </summary>
/// <remarks>
/// <para>There are few, whatever the number of lanes: one for each four processors, four at most, each made when it is needed and kept.</para>
/// <para>
/// <b>Waking it.</b> Before it waits it raises <c>_sleeping</c> and looks at the queue and the timers once more; who adds to either
/// looks at <c>_sleeping</c> afterwards. Both sides have a full fence (an exchange) between their two steps, so one sees the other.
/// </para>
/// </remarks>
internal sealed class IoThread
{
    private static readonly Lock Creation = new();
    private static readonly IoThread?[] Threads = new IoThread?[Math.Clamp(Environment.ProcessorCount / 4, 1, 4)];
    private static IoThread? _handshakes;
    private static uint _turn;

    [ThreadStatic]
    private static IoThread? _current;

    private readonly EventPoll _poll = new();
    private readonly ConcurrentQueue<(Action<object?> Work, object? State)> _posted = new();
    private readonly ConcurrentDictionary<long, IoSocketStream> _streams = new();
    private readonly IoTimers _timers;
    private long _lastId;
    private int _sleeping;
    private long _busyUntil;

    private IoThread()
    {
        _timers = new IoTimers(this);
        Time = new IoTime(_timers);
        Thread thread = new(Run) { IsBackground = true, Name = "FastEmit I/O" };
        thread.UnsafeStart();
    }

    /// <summary>
    /// One thread more, where connections are made: certificates are checked there by the system and by the user's code, which may block, and
    /// then other connects wait, but no open connection does. Null where there is none: see <see cref="For"/>.
    /// </summary>
    public static IoThread? Handshakes
    {
        get
        {
            lock (Creation)
            {
                return TryMake(ref _handshakes);
            }
        }
    }

    /// <summary>Whether the calling thread is one of these.</summary>
    public static bool IsCurrentOne => _current is not null;

    /// <summary>The system's clock, with timers that fire on this thread.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whether it waits until there is something to do. Any thread.</summary>
    public bool IsAsleep => Volatile.Read(ref _sleeping) != 0;

    /// <summary>Whether the calling thread is this one.</summary>
    public bool IsCurrent => _current == this;

    /// <summary>
    /// The thread whose turn it is, for a user of the system's clock. Null where there is none: on another system than Linux, with a clock
    /// of the caller's, and when the system has no descriptors for it. Then everything runs on the pool.
    /// </summary>
    public static IoThread? For(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux() || time != TimeProvider.System)
        {
            return null;
        }

        lock (Creation)
        {
            return TryMake(ref Threads[_turn++ % (uint)Threads.Length]);
        }
    }

    /// <summary>Runs something on this thread, behind what was posted before. Any thread.</summary>
    public void Post(Action<object?> work, object? state)
    {
        _posted.Enqueue((work, state));
        Wake();
    }

    /// <summary>Continues on this thread: at once when this is it, else as if posted.</summary>
    public IoThreadSwitch EnterAsync() => new(this, isForced: false);

    /// <summary>Continues on this thread when others had their turn.</summary>
    public IoThreadSwitch YieldAsync() => new(this, isForced: true);

    /// <summary>Continues on the pool when this is one of these threads: before the user's code goes on.</summary>
    public static PoolSwitch LeaveAsync() => default;

    /// <summary>Has a stream told when its socket is ready, from now on. Any thread.</summary>
    public void Add(IoSocketStream stream, nint descriptor)
    {
        stream.Id = Interlocked.Increment(ref _lastId);
        _streams[stream.Id] = stream;
        _poll.Add(descriptor, stream.Id);
    }

    /// <summary>The stream's socket is about to be closed, which ends the watching. Any thread.</summary>
    public void Remove(IoSocketStream stream) => _streams.TryRemove(stream.Id, out _);

    /// <summary>Does not sleep for so long from now, but looks again and again. On the thread only.</summary>
    public void StayBusy(TimeSpan time) =>
        _busyUntil = Math.Max(_busyUntil, TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency));

    /// <summary>Ends the thread's sleep, if it sleeps. Any thread.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _sleeping, 0) != 0)
        {
            _poll.Ring();
        }
    }

    private static IoThread? TryMake(ref IoThread? thread)
    {
        try
        {
            return thread ??= new IoThread();
        }
        catch (Exception exception) when (exception is Win32Exception or OutOfMemoryException)
        {
            return null;
        }
    }

    private void Run()
    {
        _current = this;
        while (true)
        {
            RunPosted();
            _timers.Run();
            int count = IsBusy() ? _poll.Wait(0) : Sleep();
            for (int i = 0; i < count; i++)
            {
                if (_streams.TryGetValue(_poll.Read(i, out uint events), out IoSocketStream? stream))
                {
                    RunGuarded(static state => state.stream.OnEvents(state.events), (stream, events));
                }
            }
        }
    }

    private int Sleep()
    {
        Interlocked.Exchange(ref _sleeping, 1);
        int count = _poll.Wait(_posted.IsEmpty ? _timers.MillisecondsLeft() : 0);
        Volatile.Write(ref _sleeping, 0);
        return count;
    }

    private bool IsBusy()
    {
        if (_busyUntil == 0)
        {
            return false;
        }

        if (TimeProvider.System.GetTimestamp() < _busyUntil)
        {
            Thread.Yield(); // to the server, or the producer, where there are fewer processors than threads
            return true;
        }

        _busyUntil = 0;
        return false;
    }

    /// <summary>Work that is posted meanwhile runs after the sockets.</summary>
    private void RunPosted()
    {
        for (int count = _posted.Count; count > 0 && _posted.TryDequeue(out (Action<object?> Work, object? State) next); count--)
        {
            RunGuarded(static posted => posted.Work(posted.State), next);
        }
    }

    /// <summary>Nothing that runs here throws but by a mistake of ours; it must not end the process, nor the lanes of others.</summary>
    internal static void RunGuarded<TState>(Action<TState> work, TState state)
    {
        try
        {
            work(state);
        }
        catch (Exception exception)
        {
            System.Diagnostics.Debug.Fail(exception.ToString());
        }
    }
}
