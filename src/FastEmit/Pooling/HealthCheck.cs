namespace FastEmit.Pooling;

/// <summary>
/// Looks at all connections once an interval, while there is one: asks those that are idle to close, all but one, and
/// finds out whether a server is back that is preferred to the one in use. Its one timer does not tick while nothing is connected.
/// </summary>
/// <remarks>Any thread may call any member. The lock is for the list of connections alone.</remarks>
internal sealed class HealthCheck : IDisposable
{
    private readonly TimeSpan _idleTimeout;
    private readonly TimeProvider _time;
    private readonly Func<Endpoint, CancellationToken, Task<bool>> _probe;
    private readonly EndpointList _endpoints;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Lease> _leases = [];
    private long _lastCheckTicks;
    private bool _isArmed;

    /// <param name="options">Interval, idle timeout, clock.</param>
    /// <param name="endpoints">The servers.</param>
    /// <param name="probe">Finds out whether a server can be connected to; does not throw.</param>
    public HealthCheck(HookEmitterOptions options, EndpointList endpoints, Func<Endpoint, CancellationToken, Task<bool>> probe)
    {
        Interval = options.Connection.HealthCheckInterval;
        _idleTimeout = options.Connection.IdleTimeout;
        _time = options.TimeProvider;
        _endpoints = endpoints;
        _probe = probe;
        _timer = _time.CreateTimer(
            static state => _ = ((HealthCheck)state!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time between two looks at the connections.</summary>
    public TimeSpan Interval { get; }

    /// <summary>When connections were looked at last, or null.</summary>
    public DateTimeOffset? LastCheck =>
        Volatile.Read(ref _lastCheckTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Has a connection looked at from now on.</summary>
    public void Add(Lease lease)
    {
        lock (_lock)
        {
            _leases.Add(lease);
            Arm();
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Remove(Lease lease)
    {
        lock (_lock)
        {
            _leases.Remove(lease);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _timer.Dispose();
    }

    private void Arm()
    {
        if (!_isArmed && Interval != Timeout.InfiniteTimeSpan)
        {
            _isArmed = true;
            _timer.Change(Interval, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task RunAsync()
    {
        RetireIdle(Snapshot());
        await RetireForBetterAsync().ConfigureAwait(false);
        Volatile.Write(ref _lastCheckTicks, _time.GetUtcNow().Ticks);
        lock (_lock)
        {
            _isArmed = false;
            if (_leases.Count != 0 && !_stop.IsCancellationRequested)
            {
                Arm();
            }
        }
    }

    private Lease[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _leases];
        }
    }

    /// <summary>The one that was used last stays open, however long ago that was.</summary>
    private void RetireIdle(Lease[] leases)
    {
        if (_idleTimeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        foreach (Lease lease in leases
            .Where(static lease => lease.Retirement == Retirement.None)
            .OrderBy(static lease => lease.Health.LastUsed)
            .SkipLast(1)
            .Where(lease => _time.GetElapsedTime(lease.Health.LastUsed) >= _idleTimeout))
        {
            lease.Retire(Retirement.Idle);
        }
    }

    private async Task RetireForBetterAsync()
    {
        int worst = Snapshot().Select(static lease => lease.Ticket.Endpoint.Rank).DefaultIfEmpty().Max();
        for (int rank = 0; rank < worst; rank++)
        {
            if (await _probe(_endpoints.All[rank], _stop.Token).ConfigureAwait(false))
            {
                foreach (Lease lease in Snapshot().Where(lease => lease.Ticket.Endpoint.Rank > rank))
                {
                    lease.Retire(Retirement.BetterEndpoint);
                }

                return;
            }
        }
    }
}
