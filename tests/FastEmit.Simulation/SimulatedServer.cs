using FastEmit.Acks;

namespace FastEmit.Simulation;

/// <summary>
/// A server that works as Node does: one thread; timers between rounds; in a round up to 32 reads of 64 KiB from each connection that is
/// readable, fewer when one does not fill its buffer; pings answered while they are read, the handlers of a read called behind it.
/// </summary>
/// <remarks>The same loop reads for a collector, whose session core does the rest.</remarks>
internal sealed class SimulatedServer
{
    private const int ReadBytes = 64 << 10;
    private const int ReadsInARow = 32;

    /// <summary>Handlers between two looks at the clock.</summary>
    private const int CallsInARow = 16;

    private static readonly TimeSpan ReadCost = TimeSpan.FromMicroseconds(20);

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly World _world;
    private readonly Scenario _scenario;
    private readonly Ledger _ledger;
    private readonly SimulatedCollector? _collector;
    private readonly List<ServerEnd> _connections = [];
    private readonly Dictionary<string, long> _refusedUntil = [];
    private IEnumerator<Func<bool>>? _loop;
    private long _stalledUntil;
    private long _refusesUntil;
    private long _timerAt;

    public SimulatedServer(World world, Scenario scenario, Ledger ledger)
    {
        _world = world;
        _scenario = scenario;
        _ledger = ledger;
        Calm = scenario.Calm.Ticks;
        _collector = scenario.IsCollector ? new SimulatedCollector(world, scenario, this, new SimulatedStore(world, scenario, ledger)) : null;
    }

    public ServerHabits Habits => _scenario.Server;

    /// <summary>From when on nothing goes wrong.</summary>
    public long Calm { get; }

    public bool TakesConnections => _loop is not null && _world.Now >= _refusesUntil;

    public IReadOnlyList<ServerEnd> Connections => _connections;

    public void Start() => _loop = Run();

    public bool IsRefused(string ns) => _refusedUntil.GetValueOrDefault(ns) > _world.Now;

    /// <summary>The server's end of a new connection.</summary>
    public ServerEnd Accept(Pipe incoming, Pipe outgoing)
    {
        ServerEnd connection = _collector is null
            ? new NodeEnd(this, _world, _scenario.Path, incoming, outgoing)
            : _collector.Accept(incoming, outgoing);
        _connections.Add(connection);
        _world.At(_world.Now, static () => { }); // It is this loop's turn again.
        return connection;
    }

    public void Kill(TimeSpan downtime)
    {
        if (_loop is null)
        {
            return;
        }

        if (_world.IsTraced)
        {
            _world.Note("server dies");
        }

        _loop = null;
        foreach (ServerEnd connection in _connections)
        {
            connection.Calls.Clear();
            connection.Close("killed", isReset: true);
        }

        RemoveClosed();
        _collector?.Start();
        _world.In(downtime, Start);
    }

    public void Stall(TimeSpan time) => _stalledUntil = Math.Max(_stalledUntil, _world.Now + time.Ticks);

    public void RefuseConnections(TimeSpan time) => _refusesUntil = Math.Max(_refusesUntil, _world.Now + time.Ticks);

    public void Refuse(string ns, TimeSpan time)
    {
        _refusedUntil[ns] = _world.Now + time.Ticks;
        Disconnect(ns);
    }

    public void Disconnect(string ns)
    {
        foreach (ServerEnd connection in _connections)
        {
            connection.Disconnect(ns);
        }
    }

    /// <summary>Goes on as far as it can at this moment.</summary>
    public void Step()
    {
        while (_loop is { } loop && (loop.Current is null || loop.Current()))
        {
            loop.MoveNext();
        }
    }

    /// <summary>The event loop; each element says when it goes on.</summary>
    private IEnumerator<Func<bool>> Run()
    {
        while (true)
        {
            if (_world.Now < _stalledUntil)
            {
                yield return Until(_stalledUntil);
            }

            _connections.ForEach(static connection => connection.OnTimers());
            RemoveClosed();
            bool hasRead = false;
            foreach (ServerEnd connection in _connections.ToArray())
            {
                for (int reads = 0; reads < ReadsInARow && connection.IsOpen && connection.In.Unread != 0; reads++)
                {
                    hasRead = true;
                    int length = Read(connection);
                    yield return Until(_world.Now + ReadCost.Ticks);
                    while (connection.Calls.Count != 0)
                    {
                        yield return Until(_world.Now + (Math.Min(CallsInARow, connection.Calls.Count) * Habits.Handler.Ticks));
                        Call(connection);
                    }

                    if (length < ReadBytes)
                    {
                        break;
                    }
                }
            }

            if (!hasRead)
            {
                long timer = _connections.Select(static connection => connection.TimerAt).DefaultIfEmpty(long.MaxValue).Min();
                int count = _connections.Count;
                WakeAt(timer);
                yield return () => _world.Now >= timer
                    || _world.Now < _stalledUntil
                    || _connections.Count != count
                    || _connections.Exists(static connection => connection.In.Unread != 0 || !connection.IsOpen);
            }
        }
    }

    private static int Read(ServerEnd connection)
    {
        byte[] buffer = _buffer ??= new byte[ReadBytes];
        int length = connection.In.Read(buffer);
        connection.Read(buffer.AsSpan(0, length));
        return length;
    }

    private void RemoveClosed() => _connections.RemoveAll(static connection =>
    {
        if (!connection.IsOpen)
        {
            connection.Dispose();
        }

        return !connection.IsOpen;
    });

    private void Call(ServerEnd connection)
    {
        for (int i = 0; i < CallsInARow && connection.Calls.TryDequeue(out (int Id, string Namespace, long AckId) call); i++)
        {
            if (_world.IsTraced)
            {
                _world.Note($"handler of {call.Id}");
            }

            connection.HasHandled = true;
            _ledger.OnHandled(call.Id);
            if (_ledger.IsPoison(call.Id))
            {
                OnPoison(connection);
                return;
            }

            if (call.AckId >= 0)
            {
                Answer(connection, call.Namespace, call.AckId, call.Id);
            }
        }
    }

    /// <summary>A batch is answered at once; a caller may have to wait.</summary>
    private void Answer(ServerEnd connection, string ns, long ackId, int id)
    {
        TimeSpan after = ackId >= PendingAcks.FirstId ? Habits.AnswersAfter : TimeSpan.Zero;
        if (after == TimeSpan.Zero)
        {
            connection.Acknowledge(ns, ackId, id);
        }
        else
        {
            _world.In(after, () => connection.Acknowledge(ns, ackId, id));
        }
    }

    private void OnPoison(ServerEnd connection)
    {
        if (Habits.PoisonKills)
        {
            Kill(TimeSpan.FromMilliseconds(30));
        }
        else
        {
            connection.Calls.Clear();
            connection.Close("poison");
        }
    }

    private Func<bool> Until(long time)
    {
        WakeAt(time);
        return () => _world.Now >= time;
    }

    private void WakeAt(long time)
    {
        if (time != long.MaxValue && (_timerAt <= _world.Now || time < _timerAt))
        {
            _timerAt = time;
            _world.At(time, static () => { });
        }
    }
}
