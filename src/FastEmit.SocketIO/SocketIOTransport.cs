namespace FastEmit.SocketIO;

/// <summary>The transport of an Engine.IO session.</summary>
public enum SocketIOTransport
{
    /// <summary>One WebSocket. It needs no sticky sessions in a cluster.</summary>
    WebSocket,

    /// <summary>HTTP long-polling, for networks that let nothing else through.</summary>
    Polling,
}
