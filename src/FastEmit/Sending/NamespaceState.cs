namespace FastEmit.Sending;

/// <summary>Where a namespace stands on one connection.</summary>
internal enum NamespaceState
{
    /// <summary>CONNECT was written; events wait for the reply (an event before it closes the connection).</summary>
    Joining = 0,

    /// <summary>The server replied; events may be sent.</summary>
    Joined,

    /// <summary>The server refused CONNECT. The other namespaces go on.</summary>
    Refused,

    /// <summary>The server disconnected it. What was in flight for it may not have reached a handler.</summary>
    Disconnected,

    /// <summary>The sender has taken note of the loss and will CONNECT again after a pause.</summary>
    Resting,
}
