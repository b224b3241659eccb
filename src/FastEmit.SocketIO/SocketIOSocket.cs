using System.Text;
using FastEmit.SocketIO.Emitting;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <summary>
/// The socket of one namespace on a <see cref="SocketIOConnection"/>. Thread-safe: any thread may emit, anything, at any size, at the same
/// time.
/// </summary>
public sealed partial class SocketIOSocket : IAsyncDisposable
{
    private readonly byte[] _utf8Namespace;
    private readonly Membership _membership = new();
    private Task? _disposal;
    private bool _isRemoved;

    internal SocketIOSocket(SocketIOConnection connection, string ns, int number, SocketIOSocketOptions options)
    {
        Connection = connection;
        Namespace = ns;
        Options = options;
        Number = number;
        _utf8Namespace = Encoding.UTF8.GetBytes(ns);
        Handlers = new EventHandlers(this);
        Inbound = new InboundQueue(this, connection.Options.ReceiveBufferBytes);
        Session = new NamespaceSession(this, _membership);
        Emits = new Emits(this);
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

    /// <summary>Whether the namespace is granted right now.</summary>
    public bool IsConnected => _membership.IsJoined;

    /// <summary>Whether it wants to be connected, and comes back by itself when it is not.</summary>
    public bool IsActive => _membership.IsActive;

    /// <summary>The id that the server gave this socket for this session; null while it is not connected.</summary>
    public string? Id => Session.Id;

    /// <summary>Whether the last connect restored the session before, missed events included.</summary>
    public bool Recovered => Session.Recovered;

    /// <summary>Its number in the records of the outbox.</summary>
    internal int Number { get; }

    internal ReadOnlySpan<byte> Utf8Namespace => _utf8Namespace;

    internal NamespaceSession Session { get; }

    internal Emits Emits { get; }

    internal EventHandlers Handlers { get; }

    internal InboundQueue Inbound { get; }

    /// <inheritdoc cref="Membership.MayBeWritten"/>
    internal bool MayBeWritten => _membership.MayBeWritten;

    /// <inheritdoc cref="Membership.Number"/>
    internal int Membership => _membership.Number;

    /// <summary>Whether the connection has forgotten it. Any thread.</summary>
    internal bool IsRemoved => Volatile.Read(ref _isRemoved);

    /// <summary>Starts to connect and returns at once. The events of this socket tell the outcome.</summary>
    public void Connect() => Session.Begin();

    /// <summary>Connects, and waits for the namespace to be granted; as long as attempts go on by the reconnection options.</summary>
    /// <exception cref="SocketIORefusedException">The server refused the namespace.</exception>
    /// <exception cref="SocketIOConnectException">The connection could not be made, and no attempt follows.</exception>
    /// <exception cref="SocketIODisconnectedException">The socket was disconnected meanwhile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. The socket goes on trying until it is disconnected.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => Session.Begin().WaitAsync(cancellationToken);

    /// <summary>
    /// Leaves the namespace: events queued before are still sent. The connection is closed with its last socket. Returns when the server
    /// has been told, or the close timeout has passed, if this was the last socket; at once otherwise.
    /// </summary>
    /// <remarks>
    /// The official server hands events to its handlers a turn later than it reads them, and none that it has read together with the
    /// DISCONNECT behind them. Where the last events matter, await an ack of the last one before.
    /// </remarks>
    public Task DisconnectAsync()
    {
        Session.Leave(DisconnectReason.ClientDisconnect);
        return Connection.Loop.WhenIdleAsync();
    }

    /// <summary>
    /// Leaves the namespace as <see cref="DisconnectAsync"/> does and removes the socket from its connection: its handlers are not called any
    /// more, and every wait on it ends. <see cref="SocketIOConnection.Socket"/> makes a new one for the namespace. For programs that join
    /// many namespaces, one after the other; a connection disposes of its sockets itself.
    /// </summary>
    /// <remarks>Bounded by three times the close timeout; a handler that takes longer is not waited for.</remarks>
    public ValueTask DisposeAsync()
    {
        // A handler that disposes of its own socket is not waited for: it waits for this.
        bool isCalledByHandler = InboundQueue.Running == Inbound;
        lock (Connection.Sync)
        {
            return new ValueTask(_disposal ??= Task.Run(() => RemoveAsync(isCalledByHandler)));
        }
    }

    /// <summary>The namespace and whether it is connected.</summary>
    public override string ToString() => $"{Namespace} ({(IsConnected ? "connected" : "not connected")})";

    /// <summary>Under the connection's lock.</summary>
    internal void ThrowIfDisposed()
    {
        Connection.ThrowIfDisposed();
        ObjectDisposedException.ThrowIf(_disposal is not null, this);
    }

    internal void NotifyConnected() => Inbound.AddNotice(() => Connected?.Invoke(this, EventArgs.Empty));

    internal void NotifyDisconnected(ConnectionClose close) => Inbound.AddNotice(() => Disconnected?.Invoke(
        this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));

    internal void NotifyConnectError(Exception error, bool willRetry) =>
        Inbound.AddNotice(() => ConnectError?.Invoke(this, new ConnectionErrorEventArgs(error, willRetry)));

    private async Task RemoveAsync(bool isCalledByHandler)
    {
        Session.Leave(DisconnectReason.ClientDisconnect);
        await WhenAnsweredAsync().WaitAsync(Connection.Options.CloseTimeout, Connection.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Emits.EndForGood();
        if (!isCalledByHandler)
        {
            await Inbound.WhenIdleAsync().WaitAsync(Connection.Options.CloseTimeout, Connection.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Inbound.End();
        lock (Connection.Sync)
        {
            Volatile.Write(ref _isRemoved, true);
            Connection.Remove(this);
        }

        await Connection.Loop.WhenIdleAsync().ConfigureAwait(false);
    }

    private Task WhenAnsweredAsync()
    {
        lock (Connection.Sync)
        {
            return _membership.WhenAnswered();
        }
    }
}
