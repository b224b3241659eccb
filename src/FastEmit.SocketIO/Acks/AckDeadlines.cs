namespace FastEmit.SocketIO.Acks;

/// <summary>The deadlines of the acks that all sockets of a connection wait for, on one timer. The connection's lock guards it.</summary>
internal sealed class AckDeadlines : IDisposable
{
    private readonly SocketIOConnection _connection;
    private readonly DeadlineTimer _timer;

    public AckDeadlines(SocketIOConnection connection)
    {
        _connection = connection;
        _timer = new DeadlineTimer(connection.TimeProvider, OnDue);
    }

    /// <inheritdoc cref="DeadlineTimer.After"/>
    public long After(TimeSpan timeout) => _timer.After(timeout);

    /// <inheritdoc cref="DeadlineTimer.Watch"/>
    public void Watch(long deadline) => _timer.Watch(deadline);

    public void Dispose() => _timer.Dispose();

    private void OnDue()
    {
        List<AckCompletion> expired = [];
        lock (_connection.Sync)
        {
            long now = _timer.Now;
            long next = long.MaxValue;
            foreach (SocketIOSocket socket in _connection.Sockets.All)
            {
                next = Math.Min(next, socket.Emits.TakeExpired(now, expired));
            }

            _timer.Reset(next);
        }

        foreach (AckCompletion completion in expired)
        {
            completion.Fail(new TimeoutException($"No ack came within {completion.Timeout.TotalSeconds:0.###} s."));
        }
    }
}
