using System.Buffers;
using FastEmit.Acks;
using FastEmit.Delivery;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Protocol.WebSockets;
using FastEmit.Resilience;
using FastEmit.Sending;

namespace FastEmit.Simulation;

/// <summary>
/// A lane: production ring, core, signal, timer of answers, breaker and route. The loop around the core follows that of
/// <see cref="Sender"/>, line for line, with the world's steps instead of awaits.
/// </summary>
internal sealed class SimulatedLane : IDisposable
{
    /// <summary>Passes at one moment. A way that was stalled brings thousands of pieces at once, and each may wake the lane.</summary>
    private const int MostPassesAtOnce = 20_000;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    [ThreadStatic]
    private static MaskKeySource? _keys;

    private readonly World _world;
    private readonly Simulation _simulation;
    private readonly int _number;
    private readonly SendingCore _core;
    private readonly AnswerTimer _timer;
    private readonly IEnumerator<Func<bool>> _loop;
    private Route _route;
    private ValueTask _sleep;
    private bool _isSleeping;
    private long _stalledUntil;
    private long _lastStep;
    private int _passesNow;

    public SimulatedLane(Simulation simulation, int number, Lane lane, EmitterPlan plan, PendingAcks answers, TrialTurn turn)
    {
        _simulation = simulation;
        _world = simulation.World;
        _number = number;
        Lane = lane;
        _core = new SendingCore(lane, plan.Options, plan.WireFormat(number), answers, turn, taker: null, simulation, _world.Random);
        _timer = new AnswerTimer(lane.Wake, _world.Time, plan.Options.Acks.WatermarkTimeout);
        _loop = Run();
    }

    public Lane Lane { get; }

    public ClientLink? Link { get; private set; }

    public bool IsSettled => _core.IsSettled && Lane.Pending == 0;

    private long Now => _world.Time.GetTimestamp();

    private static ArrayBufferWriter<byte> Output => _output ??= new ArrayBufferWriter<byte>(2 * SendingCore.SegmentBytes);

    private static MaskKeySource Keys => _keys ??= new MaskKeySource();

    /// <summary>Goes on as far as it can at this moment.</summary>
    public void Step()
    {
        if (_world.Now < _stalledUntil)
        {
            return;
        }

        if (Link is null && _lastStep < _world.Now)
        {
            _simulation.Ledger.LookAtAge(_number, Lane);
        }

        while (_loop.Current is null || _loop.Current())
        {
            _passesNow = _lastStep == _world.Now ? _passesNow + 1 : 0;
            _lastStep = _world.Now;
            if (_passesNow > MostPassesAtOnce)
            {
                throw new BrokenPromiseException($"Lane {_number} spins.");
            }

            _loop.MoveNext();
            _simulation.Ledger.Look(_number, Lane);
        }

        if (_isSleeping && Link?.Session.LossReason is { } reason)
        {
            throw new BrokenPromiseException($"Lane {_number} sleeps although its connection is lost: {reason}");
        }

        LookAtCircuit();
    }

    /// <summary>The lane's thread does not get to run for a while.</summary>
    public void Stall(TimeSpan time)
    {
        _stalledUntil = Math.Max(_stalledUntil, _world.Now + time.Ticks);
        _world.At(_stalledUntil, static () => { });
    }

    /// <summary>
    /// In the end a connection that has carried events is known to work, or an answer is on the way that will show it. Where none of them may
    /// be given up, and each needs its proof.
    /// </summary>
    public void LookAtProof()
    {
        Scenario scenario = _simulation.Scenario;
        if (scenario is { Delivery: DeliveryGuarantee.AtLeastOnce, Path.SwallowsPings: false }
            && scenario.TimeToLive == Timeout.InfiniteTimeSpan
            && scenario.RefusedNamespaceTimeout == Timeout.InfiniteTimeSpan
            && Link is { Peer.HasHandled: true, Session: { IsProven: false, LossReason: null } }
            && !_core.IsAnswerAwaited)
        {
            throw new BrokenPromiseException($"Lane {_number} does not learn that its connection works.");
        }
    }

    public void Dispose()
    {
        Link?.Dispose();
        _timer.Dispose();
        _core.Dispose();
        Lane.Dispose();
    }

    private IEnumerator<Func<bool>> Run()
    {
        EndpointList endpoints = _simulation.Endpoints;
        while (true)
        {
            while (!_core.HasEvents(Now))
            {
                _core.Idle(Now);
                yield return Sleep(Timeout.InfiniteTimeSpan);
            }

            Lane.AskForCall(Attention.ClockOnly);
            EndpointTicket ticket;
            Link = null;
            while (Link is null)
            {
                _core.Idle(Now);
                if (endpoints.TryEnter(_route.Next, out ticket))
                {
                    long connectedAt = _world.Now + (2 * _simulation.Scenario.Path.Latency.Ticks);
                    _world.At(connectedAt, static () => { });
                    yield return () => _world.Now >= connectedAt;
                    Link = _simulation.Connect(Lane, ticket);
                    if (Link is null)
                    {
                        Note("cannot connect");
                        ticket.RecordFailure();
                        _route.OnFailed(ticket.Endpoint, endpoints);
                        _core.CountError();
                        foreach (Func<bool> wait in Pause())
                        {
                            yield return wait;
                        }
                    }
                }
                else
                {
                    yield return Sleep(_core.BoundByExpiry(endpoints.RetryAfter()));
                }
            }

            Note("connected");
            _core.Begin(Link.Session, Now);
            _timer.Watch(Link.Session);
            bool isRetired = false;
            while (!isRetired && Link.Session.LossReason is null)
            {
                long now = Now;
                _core.Take(Link.Session, now);
                LookAtWatermark(Link.Session);
                if (_core.MayRetire(Link.Session))
                {
                    isRetired = true;
                    SendingCore.WriteFarewell(Link.Session, Output, Keys);
                }
                else if (_core.TryWrite(Link.Session, Output, Keys, out TimeSpan wait))
                {
                    Lane.StopAsking(now);
                    if (_core.IsAnswerAwaited)
                    {
                        _timer.Start();
                    }
                }
                else
                {
                    yield return Sleep(wait);
                    Lane.StopAsking(Now);
                    continue;
                }

                foreach (Func<bool> wait in Flush(Link))
                {
                    yield return wait;
                }
            }

            OnEnded(Link.Session, isRetired ? null : Link.Session.LossReason);
            Retirement retirement = Link.Session.Lease.Retirement;
            Link.Dispose();
            Link = null;
            if (retirement is not (Retirement.Idle or Retirement.BetterEndpoint))
            {
                foreach (Func<bool> wait in Pause())
                {
                    yield return wait;
                }
            }
        }
    }

    private IEnumerable<Func<bool>> Flush(ClientLink link)
    {
        ReadOnlyMemory<byte> written = Output.WrittenMemory;
        if (written.IsEmpty && !_core.MayRetire(link.Session))
        {
            throw new BrokenPromiseException($"Lane {_number} flushes nothing.");
        }

        if (written.Length > 2 * SendingCore.SegmentBytes)
        {
            throw new BrokenPromiseException($"One pass wrote {written.Length} bytes.");
        }

        if (_world.IsTraced)
        {
            _world.Note($"lane {_number} writes {written.Length} bytes, {_core.PassEvents} events");
        }

        bool isDone = link.IsClosed || link.Write(written.Span);
        Output.ResetWrittenCount();
        if (!isDone)
        {
            _timer.BeginFlush();
            Lane.AskForClock();
            yield return link.TryEndWrite;
        }

        _timer.EndFlush();
        if (link.IsClosed)
        {
            link.Session.Lose("Writing to the server failed.");
        }

        _core.OnFlushed(link.Session, !link.IsClosed);
    }

    private void LookAtWatermark(Session session)
    {
        if (_timer.IsLookDue)
        {
            _timer.OnLooking();
            _timer.OnLooked(_core.LookAtWatermark(session, Now));
        }
    }

    private void OnEnded(Session session, string? lossReason)
    {
        Note(lossReason ?? "retired");
        _timer.Watch(null);
        _simulation.OnLost(_number, lossReason, session.Lease.Retirement);
        bool isExcused = _core.End(session, lossReason, Now);
        Lease lease = session.Lease;
        _route = default;
        if (lossReason is not null)
        {
            if (isExcused)
            {
                lease.Ticket.Abandon();
            }
            else
            {
                lease.Ticket.RecordFailure();
            }

            if (!session.IsProven)
            {
                _route.OnFailed(lease.Ticket.Endpoint, _simulation.Endpoints);
            }
        }
        else
        {
            Lane.CountsNextConnection = lease.Retirement == Retirement.Sick;
        }
    }

    private IEnumerable<Func<bool>> Pause()
    {
        TimeSpan pause = _core.NextPause();
        Lane.AskForCall(Attention.ClockOnly);
        long started = Now;
        TimeSpan left = pause;
        while (left > TimeSpan.Zero)
        {
            _core.Idle(Now);
            yield return Sleep(_core.BoundByExpiry(left));
            left = pause - _world.Time.GetElapsedTime(started);
        }
    }

    /// <summary>Until the lane's signal is set, or a time has passed.</summary>
    private Func<bool> Sleep(TimeSpan time)
    {
        if (_world.IsTraced)
        {
            _world.Note($"lane {_number} sleeps {time.TotalMilliseconds} ms");
        }

        _sleep = Lane.Wake.WaitAsync(time);
        _isSleeping = true;
        return IsAwake;
    }

    private bool IsAwake()
    {
        if (!_sleep.IsCompleted)
        {
            return false;
        }

        _sleep.GetAwaiter().GetResult();
        _sleep = default;
        _isSleeping = false;
        return true;
    }

    /// <summary>A connection that works has closed the circuit. With more lanes another one may have opened it again.</summary>
    private void LookAtCircuit()
    {
        if (_simulation.Scenario.Lanes == 1
            && Link is { Session: { IsProven: true, LossReason: null } session }
            && session.Endpoint.Breaker.State != CircuitState.Closed)
        {
            throw new BrokenPromiseException($"The circuit is {session.Endpoint.Breaker.State} although the only connection works.");
        }
    }

    private void Note(string what)
    {
        if (_world.IsTraced)
        {
            _world.Note($"lane {_number}: {what}");
        }
    }
}
