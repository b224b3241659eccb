using FastEmit.Resilience;

namespace FastEmit.Pooling;

/// <summary>Leave to make one connection to an endpoint.</summary>
internal readonly record struct EndpointTicket(Endpoint Endpoint, CircuitTicket Circuit)
{
    public void RecordSuccess() => Endpoint.Breaker.RecordSuccess(Circuit);

    public void RecordFailure() => Endpoint.Breaker.RecordFailure(Circuit);

    public void Abandon() => Endpoint.Breaker.Abandon(Circuit);
}
