namespace FastEmit.SocketIO;

/// <summary>At which step a connection could not be made.</summary>
public enum ConnectFailure
{
    /// <summary>The URL is malformed, or its scheme is not http, https, ws or wss.</summary>
    InvalidUrl,

    /// <summary>The host name does not resolve.</summary>
    NameResolution,

    /// <summary>Nothing listens at the address.</summary>
    Refused,

    /// <summary>The network cannot reach the address.</summary>
    Unreachable,

    /// <summary>The server did not finish its handshake within the connect timeout, or the auth function did not return.</summary>
    Timeout,

    /// <summary>The TLS handshake failed: an untrusted or mismatched certificate, or no TLS at that port.</summary>
    Tls,

    /// <summary>The proxy refused or failed.</summary>
    Proxy,

    /// <summary>The server answered HTTP with another status than the handshake asks for.</summary>
    HttpStatus,

    /// <summary>The other end does not speak HTTP, or its WebSocket handshake is wrong.</summary>
    NotWebSocket,

    /// <summary>The WebSocket was opened, but the other end does not speak Engine.IO.</summary>
    NotEngineIO,

    /// <summary>
    /// The Engine.IO session was opened, and the server closed it instead of answering CONNECT: it does not use the default parser, but
    /// another one such as socket.io-msgpack-parser.
    /// </summary>
    OtherParser,

    /// <summary>The server speaks an older protocol: Socket.IO v2 (Engine.IO v3).</summary>
    UnsupportedVersion,

    /// <summary>The connection was lost in the middle of the handshake.</summary>
    ConnectionLost,
}
