namespace FastEmit.Simulation;

/// <summary>How a connection's way is.</summary>
/// <param name="Latency">Least time from one end to the other.</param>
/// <param name="Jitter">What may be added to it.</param>
/// <param name="IsSplit">Whether writes arrive in pieces.</param>
/// <param name="SocketBytes">What the systems at both ends hold.</param>
/// <param name="SwallowsPings">Whether a proxy takes WebSocket pings and answers none, until all is calm.</param>
/// <param name="TellsProgress">Whether the system says what the other end has acknowledged.</param>
internal sealed record PathQuality(
    TimeSpan Latency, TimeSpan Jitter, bool IsSplit, int SocketBytes, bool SwallowsPings, bool TellsProgress);
