namespace FastEmit.Collector.Sessions;

/// <summary>Why an Engine.IO handshake is refused: the protocol's own codes and messages.</summary>
internal sealed record EngineError(int Code, string Message)
{
    public static EngineError UnknownTransport { get; } = new(0, "Transport unknown");

    public static EngineError UnknownSession { get; } = new(1, "Session ID unknown");

    public static EngineError BadMethod { get; } = new(2, "Bad handshake method");

    public static EngineError BadRequest { get; } = new(3, "Bad request");

    public static EngineError UnsupportedVersion { get; } = new(5, "Unsupported protocol version");
}
