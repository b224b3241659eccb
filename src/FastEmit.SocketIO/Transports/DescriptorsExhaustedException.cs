using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>A connection was not made because this process would have too few descriptors left.</summary>
[SuppressMessage("Design", "CA1032", Justification = "The reason is always known.")]
internal sealed class DescriptorsExhaustedException(string message) : SocketException((int)SocketError.TooManyOpenSockets)
{
    public override string Message { get; } = message;

    /// <summary>Closes the socket and throws when it is one too many.</summary>
    public static void ThrowIfScarce(Socket socket)
    {
        if (DescriptorReserve.Refuse(socket) is { } reason)
        {
            socket.Dispose();
            throw new DescriptorsExhaustedException(reason);
        }
    }
}
