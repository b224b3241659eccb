namespace FastEmit.Collector.Sessions;

/// <summary>Why an Engine.IO request is refused: the protocol's own codes and messages.</summary>
internal sealed record EngineError(int Code, string Message, int Status = 400)
{
    public static EngineError UnknownTransport { get; } = new(0, "Transport unknown");

    public static EngineError UnknownSession { get; } = new(1, "Session ID unknown");

    public static EngineError BadMethod { get; } = new(2, "Bad handshake method");

    public static EngineError BadRequest { get; } = new(3, "Bad request");

    public static EngineError Forbidden { get; } = new(4, "Forbidden", 403);

    public static EngineError UnsupportedVersion { get; } = new(5, "Unsupported protocol version");

    /// <summary>Not one of the protocol's: the official server has no such limit.</summary>
    public static EngineError TooManyConnections { get; } = new(3, "Too many connections", 503);
}
