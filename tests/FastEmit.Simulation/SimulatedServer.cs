using FastEmit.Acks;

namespace FastEmit.Simulation;

/// <summary>
/// A server that works as Node does: one thread; timers between rounds; in a round up to 32 reads of 64 KiB from each connection that is
/// readable, fewer when one does not fill its buffer; pings answered while they are read, the handlers of a read called behind it.
/// </summary>
internal sealed class SimulatedServer(World world, Scenario scenario, Ledger ledger)
{
    private const int ReadBytes = 64 << 10;
    private const int ReadsInARow = 32;

    /// <summary>Handlers between two looks at the clock.</summary>
    private const int CallsInARow = 16;

    private static readonly TimeSpan ReadCost = TimeSpan.FromMicroseconds(20);

    [ThreadStatic]
    private static byte[]? _buffer;

    private readonly List<ServerConnection> _connections = [];
    private readonly Dictionary<string, long> _refusedUntil = [];
    private IEnumerator<Func<bool>>? _loop;
    private long _stalledUntil;
    private long _refusesUntil;
    private long _timerAt;

    public ServerHabits Habits => scenario.Server;

    /// <summary>From when on nothing goes wrong.</summary>
    public long Calm { get; } = scenario.Calm.Ticks;

    public bool TakesConnections => _loop is not null && world.Now >= _refusesUntil;

    public IReadOnlyList<ServerConnection> Connections => _connections;

    public void Start() => _loop = Run();

    public bool IsRefused(string ns) => _refusedUntil.GetValueOrDefault(ns) > world.Now;

    public void Add(ServerConnection connection)
    {
        _connections.Add(connection);
        world.At(world.Now, static () => { }); // It is this loop's turn again.
    }

    public void Kill(TimeSpan downtime)
    {
        if (_loop is null)
        {
            return;
        }

        if (world.IsTraced)
        {
            world.Note("server dies");
        }

        _loop = null;
        foreach (ServerConnection connection in _connections)
        {
            connection.Calls.Clear();
            connection.Close("killed", isReset: true);
        }

        RemoveClosed();
        world.In(downtime, Start);
    }

    public void Stall(TimeSpan time) => _stalledUntil = Math.Max(_stalledUntil, world.Now + time.Ticks);

    public void RefuseConnections(TimeSpan time) => _refusesUntil = Math.Max(_refusesUntil, world.Now + time.Ticks);

    public void Refuse(string ns, TimeSpan time)
    {
        _refusedUntil[ns] = world.Now + time.Ticks;
        Disconnect(ns);
    }

    public void Disconnect(string ns)
    {
        foreach (ServerConnection connection in _connections)
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
            if (world.Now < _stalledUntil)
            {
                yield return Until(_stalledUntil);
            }

            _connections.ForEach(static connection => connection.OnTimers());
            RemoveClosed();
            bool hasRead = false;
            foreach (ServerConnection connection in _connections.ToArray())
            {
                for (int reads = 0; reads < ReadsInARow && connection.IsOpen && connection.In.Unread != 0; reads++)
                {
                    hasRead = true;
                    int length = Read(connection);
                    yield return Until(world.Now + ReadCost.Ticks);
                    while (connection.Calls.Count != 0)
                    {
                        yield return Until(world.Now + (Math.Min(CallsInARow, connection.Calls.Count) * Habits.Handler.Ticks));
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
                long timer = _connections.Select(static connection => Math.Min(connection.PingDueAt, connection.PongDueAt)).DefaultIfEmpty(long.MaxValue).Min();
                int count = _connections.Count;
                WakeAt(timer);
                yield return () => world.Now >= timer
                    || world.Now < _stalledUntil
                    || _connections.Count != count
                    || _connections.Exists(static connection => connection.In.Unread != 0 || !connection.IsOpen);
            }
        }
    }

    private static int Read(ServerConnection connection)
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

    private void Call(ServerConnection connection)
    {
        for (int i = 0; i < CallsInARow && connection.Calls.TryDequeue(out (int Id, string Namespace, long AckId) call); i++)
        {
            if (world.IsTraced)
            {
                world.Note($"handler of {call.Id}");
            }

            connection.HasHandled = true;
            ledger.OnHandled(call.Id);
            if (ledger.IsPoison(call.Id))
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
    private void Answer(ServerConnection connection, string ns, long ackId, int id)
    {
        TimeSpan after = ackId >= PendingAcks.FirstId ? Habits.AnswersAfter : TimeSpan.Zero;
        if (after == TimeSpan.Zero)
        {
            connection.Acknowledge(ns, ackId, id);
        }
        else
        {
            world.In(after, () => connection.Acknowledge(ns, ackId, id));
        }
    }

    private void OnPoison(ServerConnection connection)
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
        return () => world.Now >= time;
    }

    private void WakeAt(long time)
    {
        if (time != long.MaxValue && (_timerAt <= world.Now || time < _timerAt))
        {
            _timerAt = time;
            world.At(time, static () => { });
        }
    }
}
