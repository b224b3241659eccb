namespace FastEmit.SocketIO;

/// <summary>Why a connection ended, in the terms of the official client; see <see cref="DisconnectReasonNames.ToProtocolName"/>.</summary>
public enum DisconnectReason
{
    /// <summary>The connection was closed or lost: a close by the server, a FIN, a reset (<c>transport close</c>).</summary>
    TransportClose,

    /// <summary>The transport failed on this side (<c>transport error</c>).</summary>
    TransportError,

    /// <summary>No ping came within pingInterval + pingTimeout (<c>ping timeout</c>).</summary>
    PingTimeout,

    /// <summary>The server disconnected the socket; the client does not come back by itself (<c>io server disconnect</c>).</summary>
    ServerDisconnect,

    /// <summary>The application disconnected the socket (<c>io client disconnect</c>).</summary>
    ClientDisconnect,

    /// <summary>The server sent bytes that break WebSocket, Engine.IO or Socket.IO (<c>parse error</c>).</summary>
    ParseError,

    /// <summary>The connection was closed on this side, with every socket on it (<c>forced close</c>).</summary>
    ForcedClose,

    /// <summary>The network took no bytes for longer than the bound on a write (<c>write timeout</c>; the official client has no such name).</summary>
    WriteTimeout,
}

/// <summary>The names that the official client gives to disconnect reasons.</summary>
public static class DisconnectReasonNames
{
    /// <summary>The name of <paramref name="reason"/> as the official client reports it.</summary>
    public static string ToProtocolName(this DisconnectReason reason) => reason switch
    {
        DisconnectReason.TransportClose => "transport close",
        DisconnectReason.TransportError => "transport error",
        DisconnectReason.PingTimeout => "ping timeout",
        DisconnectReason.ServerDisconnect => "io server disconnect",
        DisconnectReason.ClientDisconnect => "io client disconnect",
        DisconnectReason.ParseError => "parse error",
        DisconnectReason.ForcedClose => "forced close",
        DisconnectReason.WriteTimeout => "write timeout",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a disconnect reason."),
    };
}
