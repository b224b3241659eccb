namespace FastEmit.Delivery;

/// <summary>Where a namespace stands on one connection.</summary>
internal enum NamespaceState
{
    /// <summary>CONNECT was written; events wait for the reply (an event before it closes the connection).</summary>
    Joining = 0,

    /// <summary>The server replied; events may be sent.</summary>
    Joined,

    /// <summary>The server refused it, or disconnected it later.</summary>
    Lost,
}
