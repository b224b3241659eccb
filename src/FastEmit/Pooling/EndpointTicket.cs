using FastEmit.Resilience;

namespace FastEmit.Pooling;

/// <summary>Leave to make one connection to an endpoint.</summary>
internal readonly record struct EndpointTicket(Endpoint Endpoint, CircuitTicket Circuit)
{
    public void RecordSuccess() => Endpoint.Breaker.RecordSuccess(Circuit);

    /// <summary>
    /// The server answered, but has taken no event yet: that closes a half-open circuit, so that everybody may try, and forgets no
    /// failure of a closed one.
    /// </summary>
    public void RecordAnswer()
    {
        if (Endpoint.Breaker.State == CircuitState.HalfOpen)
        {
            Endpoint.Breaker.RecordSuccess(Circuit);
        }
    }

    public void RecordFailure() => Endpoint.Breaker.RecordFailure(Circuit);

    public void Abandon() => Endpoint.Breaker.Abandon(Circuit);
}
