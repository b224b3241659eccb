using System.Net;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>One address of a name, and what came of it. Written by its attempt, read by anybody.</summary>
internal sealed class AddressAttempt(IPEndPoint endPoint)
{
    private volatile Exception? _failure;
    private volatile bool _isConnected;

    public IPEndPoint EndPoint { get; } = endPoint;

    /// <summary>Why it failed; null while it has not, or has not been tried.</summary>
    public Exception? Failure => _failure;

    public void HasConnected() => _isConnected = true;

    public void HasFailed(Exception failure) => _failure = failure;

    public override string ToString() => _failure switch
    {
        null => _isConnected ? $"{EndPoint} took the connection" : $"{EndPoint} did not answer",
        OperationCanceledException => $"{EndPoint} did not answer",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"{EndPoint} refused the connection",
        SocketException socket => $"{EndPoint}: {socket.Message}",
        Exception other => $"{EndPoint}: {other.Message}",
    };
}
