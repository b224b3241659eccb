using FastEmit.SocketIO.Transports;

namespace FastEmit.Sending;

/// <summary>The little that a session asks of what carries it: the network, or a test.</summary>
internal interface ISessionLink
{
    /// <summary>Aborts the connection, so that every wait for the network returns. Any thread.</summary>
    void Abort();

    /// <summary>The bytes that the other end's system has acknowledged. False where the system does not tell. Any thread.</summary>
    bool TryReadProgress(out TcpProgress progress);
}
