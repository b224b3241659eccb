using System.Text;
using FastEmit.SocketIO.Receiving;

namespace FastEmit.SocketIO;

/// <summary>
/// The socket of one namespace on a <see cref="SocketIOConnection"/>. Thread-safe: any thread may emit, anything, at any size, at the same
/// time.
/// </summary>
public sealed partial class SocketIOSocket
{
    private readonly HandlerTable _handlers = new();
    private readonly HandlerTable _outgoing = new();
    private readonly byte[] _utf8Namespace;

    internal SocketIOSocket(SocketIOConnection connection, string ns, int number, SocketIOSocketOptions options)
    {
        Connection = connection;
        Namespace = ns;
        Options = options;
        Number = number;
        _utf8Namespace = Encoding.UTF8.GetBytes(ns);
        _offline = new Sending.OfflineBuffer(options.OfflineBufferBytes, options.OfflinePolicy);
        Inbound = new InboundQueue(this, connection.Options.ReceiveBufferBytes);
    }

    /// <summary>The namespace was granted; also after every reconnect.</summary>
    public event EventHandler? Connected;

    /// <summary>The socket was connected and is not any more.</summary>
    public event EventHandler<ConnectionClosedEventArgs>? Disconnected;

    /// <summary>The namespace was refused (<see cref="SocketIORefusedException"/>), or the connection could not be made.</summary>
    public event EventHandler<ConnectionErrorEventArgs>? ConnectError;

    /// <summary>The connection that carries this socket.</summary>
    public SocketIOConnection Connection { get; }

    /// <summary>Its namespace.</summary>
    public string Namespace { get; }

    /// <summary>The options as they were given, or the defaults.</summary>
    public SocketIOSocketOptions Options { get; }

    /// <summary>Its number in the records of the outbox.</summary>
    internal int Number { get; }

    internal ReadOnlySpan<byte> Utf8Namespace => _utf8Namespace;

    internal InboundQueue Inbound { get; }

    /// <summary>Counts the times that the namespace was granted; answers to events of an earlier one go nowhere.</summary>
    internal int Membership => Volatile.Read(ref _membership);

    /// <summary>The namespace and whether it is connected.</summary>
    public override string ToString() => $"{Namespace} ({(IsConnected ? "connected" : "not connected")})";
}
