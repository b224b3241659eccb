using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>Why a session is closed.</summary>
/// <param name="Code">A WebSocket close code.</param>
/// <param name="Reason">For the client's log; empty for none.</param>
/// <param name="ByClient">Whether the client closed it: it waits for no word any more.</param>
internal sealed record Closing(int Code, string Reason, bool ByClient = false)
{
    /// <summary>The application is done with the client, which has done nothing wrong and may want to know.</summary>
    public bool IsFarewell => Code == CloseCode.Normal && !ByClient;
}
