namespace FastEmit.SocketIO;

/// <summary>Where a <see cref="SocketIOConnection"/> stands.</summary>
public enum ConnectionState
{
    /// <summary>Not connected, and not trying to connect.</summary>
    Closed,

    /// <summary>The first handshake is under way.</summary>
    Opening,

    /// <summary>An Engine.IO session is open.</summary>
    Open,

    /// <summary>Waiting for, or making, another attempt.</summary>
    Reconnecting,
}
