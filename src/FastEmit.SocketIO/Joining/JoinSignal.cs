namespace FastEmit.SocketIO.Joining;

/// <summary>What changes where a socket stands with its namespace.</summary>
internal enum JoinSignal
{
    /// <summary>The user connects the socket.</summary>
    ConnectCalled,

    /// <summary>The user disconnects the socket.</summary>
    DisconnectCalled,

    /// <summary>CONNECT enters the outbox.</summary>
    ConnectSent,

    /// <summary>The server has answered CONNECT with CONNECT.</summary>
    Granted,

    /// <summary>The server has answered with an error or with nonsense, or there are no credentials to connect with.</summary>
    Refused,

    /// <summary>The server has sent DISCONNECT.</summary>
    ServerDisconnected,

    /// <summary>The connection's session is over.</summary>
    SessionEnded,

    /// <summary>The connection makes no further attempt.</summary>
    GaveUp,
}
