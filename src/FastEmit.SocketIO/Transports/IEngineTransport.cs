using FastEmit.Protocol.EngineIO;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// One Engine.IO session, whatever carries it. Reading and writing are apart: the read loop never writes; the writing members and
/// <see cref="CloseAsync"/> belong to one owner at a time; <see cref="Abort"/> belongs to everybody.
/// </summary>
internal interface IEngineTransport : IAsyncDisposable
{
    EngineHandshake Handshake { get; }

    /// <summary><c>websocket</c> or <c>polling</c>; it changes when a session is upgraded.</summary>
    string Name { get; }

    /// <inheritdoc cref="EngineConnection.RunAsync"/>
    Task<ConnectionClose> RunAsync(IEngineHandler handler, CancellationToken cancellationToken);

    /// <summary>Adds a text packet, its Engine.IO type included, to what the next flush sends.</summary>
    void WriteText(ReadOnlySpan<byte> packet);

    /// <summary>Adds a binary message to what the next flush sends.</summary>
    void WriteBinary(ReadOnlySpan<byte> message);

    /// <summary>Answers a WebSocket ping. Transports without such pings ignore it.</summary>
    void WriteWebSocketPong(ReadOnlySpan<byte> payload);

    /// <summary>Hands everything written so far to the network. It throws when the connection is gone, or aborted meanwhile.</summary>
    ValueTask FlushAsync();

    /// <summary>Ends the session at once, from any thread; pending calls return promptly.</summary>
    void Abort();

    /// <summary>Closes in good order within <paramref name="bound"/>, then aborts. It does not throw.</summary>
    ValueTask CloseAsync(TimeSpan bound, int code, string? reason);
}

/// <summary>How a connection ended.</summary>
/// <param name="Reason">In the official client's terms.</param>
/// <param name="CloseCode">
/// The peer's close code, 1005 when its close frame had none, 1006 when there was no close frame; after a parse error the code to close with.
/// </param>
/// <param name="Detail">The peer's reason, or what it did wrong.</param>
/// <param name="Error">The exception behind it.</param>
internal sealed record ConnectionClose(DisconnectReason Reason, int? CloseCode, string? Detail, Exception? Error);
