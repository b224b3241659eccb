namespace FastEmit.SocketIO.Transports;

/// <summary>
/// What an <see cref="EngineConnection"/> reads, on its read loop. Spans are valid during the call. A callback must not block: while it
/// runs, no ping is seen. It may throw <see cref="Protocol.EngineIO.EngineProtocolException"/> to end the connection as a parse error.
/// </summary>
internal interface IEngineHandler
{
    /// <summary>The server's Engine.IO ping: the owner of the output now owes it a pong.</summary>
    void OnHeartbeat();

    /// <summary>A WebSocket ping, to be answered with a WebSocket pong of the same payload.</summary>
    void OnWebSocketPing(ReadOnlySpan<byte> payload);

    /// <summary>A WebSocket pong.</summary>
    void OnWebSocketPong(ReadOnlySpan<byte> payload);

    /// <summary>A Socket.IO packet: what follows Engine.IO's <c>4</c>.</summary>
    void OnMessage(ReadOnlySpan<byte> packet);

    /// <summary>A binary attachment, decoded if it came as base64 text.</summary>
    void OnBinary(ReadOnlySpan<byte> attachment);

    /// <summary>Everything that one read of the socket brought has been handed over.</summary>
    void OnReadBatchCompleted();

    /// <summary>Completes when more may be read; nothing is read meanwhile, pings included.</summary>
    ValueTask ReadyForMoreAsync() => default;

    /// <summary>The session is given up: <see cref="ReadyForMoreAsync"/> must not hold its read loop any longer. On any thread.</summary>
    void OnAborted()
    {
    }
}
