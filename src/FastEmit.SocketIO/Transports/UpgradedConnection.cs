using System.Net.Sockets;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>A connection behind its 101: the raw duplex stream, and the socket under it.</summary>
internal sealed class UpgradedConnection(Stream stream, HttpResponseMessage response, Socket? socket, DeflateParameters? deflate)
{
    public Stream Stream { get; } = stream;

    /// <summary>Null when no compression was agreed on.</summary>
    public DeflateParameters? Deflate { get; } = deflate;

    /// <summary>Ends the connection at once, from any thread. Pending reads and writes fail.</summary>
    public void Abort()
    {
        // The socket first: disposing a TLS stream would otherwise try to say goodbye, which blocks on a stalled peer.
        socket?.Dispose();
        Stream.Dispose();
        response.Dispose();
    }
}
