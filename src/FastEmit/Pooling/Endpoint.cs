using FastEmit.Resilience;
using FastEmit.SocketIO.Transports;

namespace FastEmit.Pooling;

/// <summary>One of the servers that an emitter may connect to, with a circuit of its own.</summary>
/// <param name="rank">Its place in the order of preference; 0 is the preferred one.</param>
/// <param name="options">How to connect to it.</param>
/// <param name="breaker">The circuit that all attempts to connect to it go through.</param>
internal sealed class Endpoint(int rank, EngineConnectionOptions options, CircuitBreaker breaker)
{
    public int Rank { get; } = rank;

    public EngineConnectionOptions Options { get; } = options;

    public CircuitBreaker Breaker { get; } = breaker;

    /// <summary>For messages and statistics: no query and no credentials.</summary>
    public string Url { get; } = EngineUrl.Build(options.Url, options.Path, options.Query, "websocket").Display;
}
