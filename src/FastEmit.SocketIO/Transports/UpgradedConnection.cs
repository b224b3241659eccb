using System.Net.Http.Headers;
using System.Net.Sockets;
using FastEmit.Protocol.EngineIO;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.SocketIO.Transports;

/// <summary>A connection behind its 101: the raw duplex stream, and what is under it.</summary>
internal sealed class UpgradedConnection(UpgradeAnswer answer, Stream? transport, DeflateParameters? deflate)
{
    public Stream Stream { get; } = answer.Stream;

    /// <summary>Bytes that came with the 101, and are to be read before <see cref="Stream"/>.</summary>
    public ReadOnlyMemory<byte> Behind { get; } = answer.Behind;

    /// <summary>Null when no compression was agreed on.</summary>
    public DeflateParameters? Deflate { get; } = deflate;

    /// <summary>Whether the server asks for the number of each event: see <see cref="NumberRequest"/>.</summary>
    public bool AsksForNumbers { get; } =
        answer.Response.Headers.NonValidated.TryGetValues(NumberRequest.Header, out HeaderStringValues values) && values.ToString() == NumberRequest.Value;

    /// <summary>Whether reads and writes complete on a thread of ours.</summary>
    public bool HasThread => transport is IoSocketStream;

    /// <summary>The handshake is over: from now on no code of the user's runs behind a read or a write.</summary>
    public void CompleteInline() => (transport as IoSocketStream)?.CompleteInline();

    /// <summary>The bytes that the peer's system has acknowledged. False where the system does not tell. Any thread.</summary>
    public bool TryReadProgress(out TcpProgress progress)
    {
        Socket? socket = transport switch
        {
            IoSocketStream own => own.Socket,
            NetworkStream platform => platform.Socket,
            _ => null,
        };
        progress = default;
        return socket is not null && TcpProgress.TryRead(socket, out progress);
    }

    /// <summary>Ends the connection at once, from any thread. Pending reads and writes fail.</summary>
    public void Abort()
    {
        // What is under it first: disposing a TLS stream would otherwise try to say goodbye, which blocks on a stalled peer.
        transport?.Dispose();
        Stream.Dispose();
        answer.Response.Dispose();
    }
}
