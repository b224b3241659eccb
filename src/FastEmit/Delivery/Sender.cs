using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Fallbacks;
using FastEmit.Pooling;
using FastEmit.Resilience;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Delivery;

/// <summary>
/// The consumer of one lane: one loop that connects when there are events, writes them, takes confirmations and
/// begins again after a loss. Everything here but <see cref="Flush"/>, <see cref="Stop"/> and <see cref="Abort"/>
/// belongs to that loop, which runs on one thread at a time.
/// </summary>
internal sealed partial class Sender : IDisposable
{
    private readonly Lane _lane;
    private readonly EventRing _ring;
    private readonly EmitterPlan _plan;
    private readonly HookEmitterOptions _options;
    private readonly ConnectionPool _pool;
    private readonly TimeProvider _time;
    private readonly FlushWaiters _flushes = new();
    private readonly InFlightWindow _inFlight = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SegmentPool _segments = new();
    private readonly FlushTelemetry _telemetry;
    private readonly PendingAcks _acks;
    private readonly HeldPackets _held;
    private LaneConnection? _connection;
    private Backoff _backoff;
    private Route _route;

    /// <summary>Everything before this position is written to the present connection, or confirmed.</summary>
    private long _sent;

    /// <summary>The furthest that any connection got: what lies before it is written again.</summary>
    private long _everSent;

    /// <summary>The last watermark taken from the present connection.</summary>
    private long _lastWatermark;

    /// <summary>Events written since the last watermark.</summary>
    private long _unmarked;

    /// <summary>Events written by the last pass.</summary>
    private long _passEvents;

    /// <summary>Bytes of events written by the last pass.</summary>
    private int _passBytes;

    /// <summary>The position that the last watermark covers.</summary>
    private long _markedTo;

    private bool _hadConnection;

    public Sender(Lane lane, int number, EmitterPlan plan, ConnectionPool pool, PendingAcks acks, TrialTurn turn, FallbackPump? fallback)
    {
        _fallback = fallback;
        _acks = acks;
        _turn = turn;
        _poison = new PoisonSearch(plan.Options.PoisonAttempts);
        _held = new HeldPackets(acks);
        _lane = lane;
        _batchStamp = plan.BatchIdPrefix is { } prefix ? new BatchStamp(prefix, number) : null;
        _ring = lane.Ring;
        _plan = plan;
        _options = plan.Options;
        _pool = pool;
        _time = _options.TimeProvider;
        _telemetry = new FlushTelemetry(_options.Name, number);
        _flow = new FlowControl(_options.MaxInFlightBytes);
        _path = new PathWatch(_time);
        _overdueTimer = (lane.Wake.Thread?.Time ?? _time).CreateTimer(
            static sender => ((Sender)sender!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _flowMarks = IsAcknowledged ? new InFlightWindow() : null;
        _sent = _everSent = lane.Ring.Confirmed;
        _backoff = new Backoff(_options.ReconnectDelay, _options.ReconnectDelayMax, _options.ReconnectJitter);
    }

    private ref LaneCounters Counters => ref _lane.Counters;

    /// <summary>Sends what the ring holds now without waiting for company, and completes when it is confirmed. Any thread.</summary>
    public async Task Flush(long position, CancellationToken cancellationToken)
    {
        if (_ring.IsLost)
        {
            position = long.MaxValue; // until the ring has moved, nobody knows how far it goes
        }
        else if (_ring.Confirmed >= position)
        {
            return;
        }

        Task confirmed = _flushes.WaitAsync(position, cancellationToken);
        _flushes.Complete(_ring.Confirmed);
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
                await Task.Delay(_options.ReconnectDelayMax, TimeProvider.System, _stop.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>After the loop has ended.</summary>
    public void Dispose()
    {
        _overdueTimer.Dispose();
        _held.Dispose();
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

        await EnterThreadAsync().ConfigureAwait(false);
        Volatile.Write(ref _connection, connection);
        try
        {
            Begin(connection);
            End(connection, await ServeOrFailAsync(connection).ConfigureAwait(false));
        }
        finally
        {
            _pool.Forget(connection);
            await connection.DisposeAsync().ConfigureAwait(false);
            Volatile.Write(ref _connection, null);
        }

        if (connection.Retirement is not (Retirement.Idle or Retirement.BetterEndpoint) && !_route.IsUnderWay)
        {
            await PauseAsync(_backoff.Next(Random.Shared.NextDouble())).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="ServeAsync"/>; an unexpected error is a lost connection.</summary>
    private async Task<string?> ServeOrFailAsync(LaneConnection connection)
    {
        try
        {
            return await ServeAsync(connection).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _pool.ReportFault(exception);
            return $"The sender failed unexpectedly: {exception.Message}";
        }
    }

    /// <summary>Sleeps until the ring holds a record. False when the lane is to stop.</summary>
    private async Task<bool> WaitForEventsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            LookAtFile();
            if (_held.HasUnwritten || _lane.TryReadOrAsk(_sent, out _))
            {
                _lane.AskForCall(Attention.ClockOnly);
                return true;
            }

            if (TryUnblock())
            {
                continue;
            }

            Publish();
            await _lane.Wake.WaitAsync(BoundWait(Timeout.InfiniteTimeSpan)).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Tries one server after the other until there is a connection. Null when the lane is to stop.</summary>
    private async Task<LaneConnection?> ConnectAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            LookAtFile();
            ExpireWaiting();
            Publish();
            if (_pool.Endpoints.TryEnter(_route.Next, out EndpointTicket ticket))
            {
                if (await _pool.ConnectAsync(ticket, _lane.Wake, _segments, _stop.Token).ConfigureAwait(false) is { } connection)
                {
                    return connection;
                }

                await EnterThreadAsync().ConfigureAwait(false);
                _route.OnFailed(ticket.Endpoint, _pool.Endpoints);
                CountError();
                if (!_route.IsUnderWay)
                {
                    await PauseAsync(_backoff.Next(Random.Shared.NextDouble())).ConfigureAwait(false);
                }
            }
            else if (_route.IsUnderWay)
            {
                _route = default;
                await PauseAsync(_backoff.Next(Random.Shared.NextDouble())).ConfigureAwait(false);
            }
            else
            {
                // The next change of a circuit wakes this lane as well.
                await _lane.Wake.WaitAsync(BoundByExpiry(BoundForFile(_pool.Endpoints.RetryAfter()))).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Waits out a reconnect delay; only a stop ends it early.</summary>
    private async Task PauseAsync(TimeSpan delay)
    {
        _lane.AskForCall(Attention.ClockOnly);
        long started = _time.GetTimestamp();
        TimeSpan left = delay;
        while (left > TimeSpan.Zero && !_stop.IsCancellationRequested)
        {
            LookAtFile();
            ExpireWaiting();
            Publish();
            await _lane.Wake.WaitAsync(BoundByExpiry(left)).ConfigureAwait(false);
            left = delay - _time.GetElapsedTime(started);
        }
    }

    private void Begin(LaneConnection connection)
    {
        Rewind();
        BeginSession();
        _hasPong = false;
        _isFlowUnknown = false;
        _heartbeatsBefore = 0;
        _flow.Begin(connection.PingTimeout);
        BeginProof(connection);
        Counters.Reconnects += _hadConnection ? 1 : 0;
        _hadConnection = true;
        _lane.OnConnected(connection.Ticket.Endpoint, connection.MaxPayload);
        _lane.StopAsking();
    }

    /// <summary>The connection is gone: what it did not confirm will be written again.</summary>
    private void End(LaneConnection connection, string? lossReason)
    {
        TakeConfirmations(connection);
        SessionEnd end = default;
        if (lossReason is null || connection.IsGivenUp)
        {
            Rewind();
            _turn.Return(_lane, isLost: false);
        }
        else
        {
            end = EndSession(connection, lossReason);
        }

        _lane.OnDisconnected();
        Publish();
        _route = default;
        if (lossReason is not null)
        {
            CountError();
            _pool.ReportLost(connection.Ticket, lossReason, IsExcused(end));
            if (!connection.IsProven)
            {
                _route.OnFailed(connection.Ticket.Endpoint, _pool.Endpoints);
            }
        }
        else if (connection.Retirement != Retirement.None)
        {
            _hadConnection = connection.Retirement == Retirement.Sick;
            _pool.ReportRetired(connection);
            if (_hadConnection)
            {
                _route.OnFailed(connection.Ticket.Endpoint, _pool.Endpoints);
            }
        }
    }

    private void CountError() => Volatile.Write(ref Counters.Errors, Counters.Errors + 1);

    /// <summary>Makes the lane's gauges true for readers on other threads.</summary>
    private void Publish()
    {
        long confirmed = _ring.Confirmed;
        bool pending = _ring.TryRead(confirmed, out RingRecord oldest);
        Volatile.Write(ref Counters.OldestPending, pending ? oldest.Timestamp : 0);
        if ((Counters.Unconfirmed != 0) != (_sent != confirmed))
        {
            Volatile.Write(ref Counters.Unconfirmed, _sent == confirmed ? 0 : 1);
            _turn.OnDrained(_lane);
        }

        Volatile.Write(ref Counters.BytesInFlight, _sent - Received);
        Volatile.Write(ref Counters.Healthy, _connection?.Health.IsHealthy == true ? 1 : 0);
        _lane.SetClock(_time.GetTimestamp());
    }
}
