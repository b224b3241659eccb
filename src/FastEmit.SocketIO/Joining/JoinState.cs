namespace FastEmit.SocketIO.Joining;

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
