using System.Diagnostics.CodeAnalysis;
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

/// <summary>A name has several addresses, and none took the connection. The message names each.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The attempts are always known.")]
internal sealed class AddressesFailedException : SocketException
{
    private AddressesFailedException(SocketError error, string message)
        : base((int)error) => Message = message;

    public override string Message { get; }

    /// <summary>With one address its own failure; else all of them, under the first one's code.</summary>
    public static Exception Of(AddressAttempt[] attempts)
    {
        SocketException? first = attempts.Select(static attempt => attempt.Failure).OfType<SocketException>().FirstOrDefault();
        return attempts.Length == 1
            ? attempts[0].Failure!
            : new AddressesFailedException(
                first?.SocketErrorCode ?? SocketError.HostUnreachable,
                string.Join(", ", attempts.Select(static attempt => attempt.ToString())));
    }
}
