using FastEmit.SocketIO.Transports;

namespace FastEmit.Sending;

/// <summary>The little that a session asks of what carries it: the network, or a test.</summary>
internal interface ISessionLink
{
    /// <summary>Cuts it off, so that whoever waits for the network returns. Any thread.</summary>
    void Abort();

    /// <summary>What the system at the other end has acknowledged. False where that is not known. Any thread.</summary>
    bool TryReadProgress(out TcpProgress progress);
}
