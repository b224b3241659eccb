namespace FastEmit.Collector.Sessions;

/// <summary>The transport that carries a session's packets at the moment.</summary>
internal interface ISessionTransport
{
    /// <summary>The protocol's name of it: <c>polling</c> or <c>websocket</c>.</summary>
    string Name { get; }

    /// <summary>Packets wait in the session's outbox. Any thread; returns at once.</summary>
    void Wake();

    /// <summary>Ends the session with a word to the client, as far as the transport has one. Any thread; returns at once; the first call counts.</summary>
    void Close(Closing closing);

    /// <summary>Ends the session without a word. Any thread; returns at once.</summary>
    void Abort();
}
