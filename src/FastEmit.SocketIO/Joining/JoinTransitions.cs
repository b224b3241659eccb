using static FastEmit.SocketIO.Joining.JoinSignal;
using static FastEmit.SocketIO.Joining.JoinState;

namespace FastEmit.SocketIO.Joining;

/// <summary>Joining and leaving a namespace, as a pure table.</summary>
internal static class JoinTransitions
{
    /// <summary>The state that follows <paramref name="state"/> on <paramref name="signal"/>.</summary>
    public static JoinState Next(JoinState state, JoinSignal signal) => (state, signal) switch
    {
        (Left, ConnectCalled) => Wanted,
        (Abandoned, ConnectCalled) => Superseded,
        (Wanted or Joined, DisconnectCalled) => Left,
        (Asked or Superseded, DisconnectCalled) => Abandoned,
        (Wanted, ConnectSent) => Asked,
        (Wanted or Asked or Superseded, Granted) => Joined,
        (Abandoned, Granted) => Left, // to be told by DISCONNECT
        (Superseded, Refused) => Wanted, // the credentials of before were refused
        (Wanted or Asked or Abandoned or Joined, Refused) => Left,
        (Joined, ServerDisconnected) => Left, // else it crossed our own DISCONNECT, and is not the answer to a later CONNECT
        (Asked or Superseded or Joined, SessionEnded) => Wanted,
        (Abandoned, SessionEnded) => Left,
        (Wanted, GaveUp) => Left,
        _ => state, // a late signal changes nothing
    };

    /// <summary>Whether the socket is to be joined, now or when it can be.</summary>
    public static bool IsActive(JoinState state) => state is Wanted or Asked or Superseded or Joined;

    /// <summary>Whether the server owes the answer to a CONNECT.</summary>
    public static bool IsUnanswered(JoinState state) => state is Asked or Abandoned or Superseded;
}

/// <summary>Where a socket stands with its namespace.</summary>
internal enum JoinState
{
    /// <summary>Not joined, and not to be joined.</summary>
    Left,

    /// <summary>To be joined; CONNECT has not been sent in this session.</summary>
    Wanted,

    /// <summary>CONNECT was sent, and the server owes its answer.</summary>
    Asked,

    /// <summary>Left while the server owes its answer. A second CONNECT before it would make a server close the connection.</summary>
    Abandoned,

    /// <summary>To be joined again, but the answer that the server owes is to the CONNECT of before.</summary>
    Superseded,

    /// <summary>Granted.</summary>
    Joined,
}

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
