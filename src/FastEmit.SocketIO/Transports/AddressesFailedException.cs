using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports;

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
