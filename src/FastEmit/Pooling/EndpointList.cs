using FastEmit.Resilience;

namespace FastEmit.Pooling;

/// <summary>The servers of an emitter in their order of preference. Any thread.</summary>
internal sealed class EndpointList
{
    private readonly Endpoint[] _endpoints;

    /// <param name="endpoints">At least one, by rank.</param>
    public EndpointList(IEnumerable<Endpoint> endpoints)
    {
        _endpoints = [.. endpoints];
        foreach (Endpoint endpoint in _endpoints)
        {
            endpoint.Breaker.StateChanged += change => CircuitChanged?.Invoke(endpoint, change);
        }
    }

    /// <summary>Raised when a circuit changes its state, by the thread that changed it, outside any lock.</summary>
    public event Action<Endpoint, CircuitStateChange>? CircuitChanged;

    public int Count => _endpoints.Length;

    public Endpoint Preferred => _endpoints[0];

    public ReadOnlySpan<Endpoint> All => _endpoints;

    /// <summary>The circuit that is closest to closed: while one server may be connected to, the emitter works.</summary>
    public CircuitBreaker BestCircuit
    {
        get
        {
            CircuitBreaker best = _endpoints[0].Breaker;
            foreach (Endpoint endpoint in _endpoints)
            {
                CircuitState state = endpoint.Breaker.State;
                if (state == CircuitState.Closed)
                {
                    return endpoint.Breaker;
                }

                best = state == CircuitState.HalfOpen ? endpoint.Breaker : best;
            }

            return best;
        }
    }

    /// <summary>Asks for leave to connect to the first endpoint, from a rank on, whose circuit gives it.</summary>
    public bool TryEnter(int fromRank, out EndpointTicket ticket)
    {
        for (int rank = fromRank; rank < _endpoints.Length; rank++)
        {
            if (_endpoints[rank].Breaker.TryEnter(out CircuitTicket circuit))
            {
                ticket = new EndpointTicket(_endpoints[rank], circuit);
                return true;
            }
        }

        ticket = default;
        return false;
    }

    /// <summary>When <see cref="TryEnter"/> is worth another try, if no circuit changes before.</summary>
    public TimeSpan RetryAfter()
    {
        TimeSpan least = Timeout.InfiniteTimeSpan;
        foreach (Endpoint endpoint in _endpoints)
        {
            TimeSpan wait = endpoint.Breaker.RetryAfter();
            least = least == Timeout.InfiniteTimeSpan || (wait != Timeout.InfiniteTimeSpan && wait < least) ? wait : least;
        }

        return least;
    }
}

/// <summary>Which servers a lane still has to try before it pauses and begins again with the preferred one. Owned by one lane.</summary>
internal struct Route
{
    /// <summary>The least rank to try next.</summary>
    public int Next { get; private set; }

    /// <summary>Whether a server did not take the lane and others have not been asked since.</summary>
    public readonly bool IsUnderWay => Next != 0;

    /// <summary>A server could not be connected to, or its connection was of no use.</summary>
    public void OnFailed(Endpoint endpoint, EndpointList endpoints) =>
        Next = endpoint.Rank + 1 < endpoints.Count ? endpoint.Rank + 1 : 0;
}
