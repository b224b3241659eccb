using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Delivery;

/// <summary>
/// The consumer of one lane: one loop around a <see cref="SendingCore"/> that connects when there are events, serves, and begins again
/// after a loss. Everything here but <see cref="Flush"/>, <see cref="Stop"/> and <see cref="Abort"/> belongs to that loop, which runs
/// on one thread at a time.
/// </summary>
internal sealed partial class Sender : IDisposable
{
    private readonly Lane _lane;
    private readonly SendingCore _core;
    private readonly HookEmitterOptions _options;
    private readonly ConnectionPool _pool;
    private readonly IAwaitedAnswers _answers;
    private readonly SegmentPool _segments = new();
    private readonly FlushTelemetry _telemetry;
    private readonly AnswerTimer _timer;
    private readonly RingFileWatch _file;
    private readonly CancellationTokenSource _stop = new();
    private LaneConnection? _connection;
    private Route _route;

    /// <param name="lane">The lane.</param>
    /// <param name="number">Its number.</param>
    /// <param name="core">The logic that the loop runs.</param>
    /// <param name="options">The emitter's.</param>
    /// <param name="pool">Makes the connections.</param>
    /// <param name="answers">The answers that callers wait for.</param>
    public Sender(Lane lane, int number, SendingCore core, HookEmitterOptions options, ConnectionPool pool, IAwaitedAnswers answers)
    {
        _lane = lane;
        _core = core;
        _options = options;
        _pool = pool;
        _answers = answers;
        _telemetry = new FlushTelemetry(options.Name, number);
        _timer = new AnswerTimer(lane.Wake, options.TimeProvider, options.Acks.WatermarkTimeout);
        _file = new RingFileWatch(lane, options.TimeProvider);
    }

    /// <summary>Whether the loop has a thread of ours, and so needs none of the pool, not even to begin.</summary>
    public bool HasThread => _lane.Wake.Thread is not null;

    private TimeProvider Time => _options.TimeProvider;

    /// <summary>Sends what the ring holds now without waiting for company, and completes when it is confirmed. Any thread.</summary>
    public async Task Flush(CancellationToken cancellationToken)
    {
        EventRing ring = _lane.Ring;
        if (!ring.TryGetClaimed(out long position))
        {
            position = long.MaxValue; // The move shortens it.
        }
        else if (ring.Confirmed >= position)
        {
            return;
        }

        Task confirmed = _lane.Flushes.WaitAsync(position, cancellationToken);
        if (position == long.MaxValue && ring.TryGetClaimed(out long moved))
        {
            _lane.Flushes.Shorten(moved); // It has moved before the wait was there.
        }

        _lane.Flushes.Complete(ring.Confirmed);
        _lane.Wake.Set();
        await confirmed.ConfigureAwait(false);
    }

    /// <summary>Ends the loop: what is being written is finished, the server is told good-bye. Any thread.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _lane.Wake.Set();
    }

    /// <summary>Cuts the connection off, so that a loop that is stuck in a write ends as well. Any thread.</summary>
    public void Abort() => Volatile.Read(ref _connection)?.Abort();

    /// <summary>
    /// The loop. It never throws: what goes wrong in it unexpectedly is logged and costs the connection, never the lane.
    /// </summary>
    public async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await EnterThreadAsync().ConfigureAwait(false);
                await RunOnceAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _lane.OnDisconnected();
                _pool.ReportFault(exception);

                // Not the options' clock, which may be what fails; and never at once, or a fault that stays would spin.
                await Task.Delay(_options.Reconnect.MaxDelay, TimeProvider.System, _stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>After the loop has ended.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _core.Dispose();
        _lane.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Continues on the lane's thread, where there is one: what was awaited may have gone over the pool, and a host may block all of that.
    /// </summary>
    private async ValueTask EnterThreadAsync()
    {
        if (_lane.Wake.Thread is { } thread)
        {
            await thread.EnterAsync();
        }
    }

    /// <summary>From the first event that waits to the end of the connection that is made for it, and the pause behind that.</summary>
    private async Task RunOnceAsync()
    {
        if (!await WaitForEventsAsync().ConfigureAwait(false) || await ConnectAsync().ConfigureAwait(false) is not { } connection)
        {
            return;
        }

        Lease lease = connection.Session.Lease;
        await EnterThreadAsync().ConfigureAwait(false);
        Volatile.Write(ref _connection, connection);
        try
        {
            _core.Begin(connection.Session, Time.GetTimestamp());
            End(connection.Session, await ServeOrFailAsync(connection).ConfigureAwait(false));
        }
        finally
        {
            _timer.Watch(null);
            _pool.Forget(lease);
            await connection.DisposeAsync().ConfigureAwait(false);
            Volatile.Write(ref _connection, null);
        }

        if (lease.Retirement is not (Retirement.Idle or Retirement.BetterEndpoint) && !_route.IsUnderWay)
        {
            await PauseAsync(_core.NextPause()).ConfigureAwait(false);
        }
    }

    /// <summary>Sleeps until the ring holds a record. False when the lane is to stop.</summary>
    private async Task<bool> WaitForEventsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            LookAtFile();
            if (_core.HasEvents(Time.GetTimestamp()))
            {
                _lane.AskForCall(Attention.ClockOnly);
                return true;
            }

            _core.Idle(Time.GetTimestamp());
            await _lane.Wake.WaitAsync(_file.Bound(Timeout.InfiniteTimeSpan, _core.HasClaims)).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Tries one server after the other until there is a connection. Null when the lane is to stop.</summary>
    private async Task<LaneConnection?> ConnectAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            LookAtFile();
            _core.Idle(Time.GetTimestamp());
            if (_pool.Endpoints.TryEnter(_route.Next, out EndpointTicket ticket))
            {
                (EngineConnection Engine, Lease Lease)? made =
                    await _pool.ConnectAsync(ticket, _lane.Wake, _segments, SendingCore.SegmentBytes, _stop.Token).ConfigureAwait(false);
                if (made is { } connection)
                {
                    return new LaneConnection(connection.Engine, connection.Lease, _answers, _lane.Wake);
                }

                await EnterThreadAsync().ConfigureAwait(false);
                _route.OnFailed(ticket.Endpoint, _pool.Endpoints);
                _core.CountError();
                if (!_route.IsUnderWay)
                {
                    await PauseAsync(_core.NextPause()).ConfigureAwait(false);
                }
            }
            else if (_route.IsUnderWay)
            {
                _route = default;
                await PauseAsync(_core.NextPause()).ConfigureAwait(false);
            }
            else
            {
                // The next change of a circuit wakes this lane as well.
                await _lane.Wake.WaitAsync(_core.BoundByExpiry(_file.BoundForFile(_pool.Endpoints.RetryAfter()))).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Waits out a reconnect delay; only a stop ends it early.</summary>
    private async Task PauseAsync(TimeSpan delay)
    {
        _lane.AskForCall(Attention.ClockOnly);
        long started = Time.GetTimestamp();
        TimeSpan left = delay;
        while (left > TimeSpan.Zero && !_stop.IsCancellationRequested)
        {
            LookAtFile();
            _core.Idle(Time.GetTimestamp());
            await _lane.Wake.WaitAsync(_core.BoundByExpiry(left)).ConfigureAwait(false);
            left = delay - Time.GetElapsedTime(started);
        }
    }

    /// <summary>The connection is gone: where to go from here.</summary>
    private void End(Session session, string? lossReason)
    {
        Lease lease = session.Lease;
        bool isExcused = _core.End(session, lossReason, Time.GetTimestamp());
        _route = default;
        if (lossReason is not null)
        {
            _pool.ReportLost(lease.Ticket, lossReason, isExcused);
            if (!session.IsProven)
            {
                _route.OnFailed(lease.Ticket.Endpoint, _pool.Endpoints);
            }
        }
        else if (lease.Retirement != Retirement.None)
        {
            _lane.CountsNextConnection = lease.Retirement == Retirement.Sick;
            _pool.ReportRetired(lease);
            if (lease.Retirement == Retirement.Sick)
            {
                _route.OnFailed(lease.Ticket.Endpoint, _pool.Endpoints);
            }
        }
    }

    /// <summary>Goes on elsewhere when the ring's file is lost. Nothing is being written at the moment.</summary>
    private void LookAtFile()
    {
        if (_file.Look() is { } move)
        {
            _core.OnMoved(move);
            _pool.ReportRingFile(move.Report);
        }
    }
}
