namespace FastEmit.Collector.Sessions;

/// <summary>How far a connection has come with a namespace.</summary>
internal enum NamespaceState
{
    /// <summary>CONNECT has come and is not answered yet.</summary>
    Asked,

    /// <summary>Granted: events may come and go.</summary>
    Joined,

    /// <summary>Refused; the client may ask again.</summary>
    Refused,

    /// <summary>
    /// On the way to <see cref="Dismissed"/>: the client is being told, and events still come. Nothing may be let go before that: a pong
    /// or an acknowledgement must not overtake the news.
    /// </summary>
    Dismissing,

    /// <summary>Disconnected by this side; what was under way from the client is let go, and it may ask again.</summary>
    Dismissed,
}
