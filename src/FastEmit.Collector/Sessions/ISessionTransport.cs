using FastEmit.Protocol.WebSockets;

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

/// <summary>Why a session is closed.</summary>
/// <param name="Code">A WebSocket close code.</param>
/// <param name="Reason">For the client's log; empty for none.</param>
/// <param name="ByClient">Whether the client closed it: it waits for no word any more.</param>
internal sealed record Closing(int Code, string Reason, bool ByClient = false)
{
    /// <summary>The application is done with the client, which has done nothing wrong and may want to know.</summary>
    public bool IsFarewell => Code == CloseCode.Normal && !ByClient;
}
