using System.Text;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Sessions;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <summary>
/// A connection to a Socket.IO server (v3 and later), shared by the sockets of its namespaces. The official client calls it a manager.
/// It is opened by the first socket that connects, closed with the last, and made again when it is lost. Thread-safe.
/// </summary>
/// <remarks>
/// Handlers run on the thread pool, never on the read loop: those of one socket one at a time and in order, those of different sockets
/// independently.
/// </remarks>
public sealed partial class SocketIOConnection : IAsyncDisposable
{
    private readonly EngineConnectionOptions _engine;
    private readonly AsyncSignal _wake = new();
    private readonly CancellationTokenSource _disposing = new();
    private Task? _disposal;

    /// <summary>Makes nothing but the object; sockets connect.</summary>
    /// <param name="url">http, https, ws or wss. Its query is sent with the handshake. It has no path: namespaces are named at
    /// <see cref="Socket"/>, and where the server is mounted by <see cref="SocketIOConnectionOptions.Path"/>.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">The URL cannot be used, or an option is out of its range.</exception>
    public SocketIOConnection(string url, SocketIOConnectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (EngineUrl.Problem(url) is { } problem)
        {
            throw new ArgumentException($"The server's URL must be {problem}.", nameof(url));
        }

        Url = url;
        Options = options ?? new SocketIOConnectionOptions();
        OptionRules.Validate(Options);
        _engine = EngineConnectionOptions.From(url, Options);
        Room = new SendRoom(Outbox, Options.SendBufferBytes);
        _notices = new SerialNotices(ReportHandlerError);
        PacketLimits = new PacketLimits(Options.MaxAttachments, PacketLimits.Default.MaxNamespaceLength, Options.MaxJsonDepth);
        Disposing = _disposing.Token;
        Deadlines = new AckDeadlines(this);
        Loop = new ConnectionLoop(this, new ConnectQuestions(_engine, Options, DisplayUrl));
    }

    /// <summary>The URL as it was given.</summary>
    public string Url { get; }

    /// <summary>For messages: no query and no credentials.</summary>
    internal string DisplayUrl => EngineUrl.Build(Url, _engine.Path, [], "websocket").Display;

    /// <summary>The options as they were given, or the defaults.</summary>
    public SocketIOConnectionOptions Options { get; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State => Loop.State;

    /// <summary>The transport in use, <c>websocket</c> or <c>polling</c>; null while there is no session.</summary>
    public string? TransportName => Loop.TransportName;

    /// <summary>Guards the states of connection and sockets, the outbox, acks and offline buffers. No user code runs under it.</summary>
    internal Lock Sync { get; } = new();

    internal ConnectionLoop Loop { get; }

    /// <inheritdoc cref="SocketTable"/>
    internal SocketTable Sockets { get; } = new();

    /// <summary>Appends packets; <see cref="Wake"/> must follow. Under <see cref="Sync"/>, like its other members.</summary>
    internal Outbox Outbox { get; } = new();

    /// <inheritdoc cref="AckDeadlines"/>
    internal AckDeadlines Deadlines { get; }

    /// <summary>Who may send next. Under <see cref="Sync"/>.</summary>
    internal SendRoom Room { get; }

    /// <summary>Cancelled when the connection is disposed of.</summary>
    internal CancellationToken Disposing { get; }

    internal TimeProvider TimeProvider => Options.TimeProvider;

    internal PacketLimits PacketLimits { get; }

    /// <summary>The socket of a namespace, the same object at every call until it is disposed of.</summary>
    /// <param name="ns">Such as <c>/chat</c>; <c>/</c> is the main namespace.</param>
    /// <param name="options">Used when the socket is made by this call; null: the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The name does not begin with a slash, or holds a comma or a question mark; or an option is out of its range.
    /// </exception>
    public SocketIOSocket Socket(string ns = "/", SocketIOSocketOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ns);
        if (!ns.StartsWith('/') || ns.AsSpan().ContainsAny(",?") || Encoding.UTF8.GetByteCount(ns) > PacketLimits.MaxNamespaceLength)
        {
            throw new ArgumentException($"'{ns}' is not a namespace: it must begin with '/' and hold neither ',' nor '?'.", nameof(ns));
        }

        options ??= new SocketIOSocketOptions();
        OptionRules.Validate(options);
        lock (Sync)
        {
            ThrowIfDisposed();
            return Sockets.GetOrAdd(ns, number => new SocketIOSocket(this, ns, number, options));
        }
    }

    /// <summary>
    /// Disconnects every socket and closes the connection, within the close timeout. It may be used again: a socket's connect opens it.
    /// </summary>
    public Task CloseAsync() => Loop.CloseAsync();

    /// <summary>
    /// Closes the connection and all its sockets. Every wait on them ends; handlers have run for everything that was received before.
    /// No handler is called after it has returned. Bounded by three times the close timeout; a handler that takes longer is not waited for.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        // A handler that disposes of the connection is not waited for: it waits for this.
        InboundQueue? caller = InboundQueue.Running;
        lock (Sync)
        {
            return new ValueTask(_disposal ??= Task.Run(() => EndAsync(caller)));
        }
    }

    /// <summary>Under <see cref="Sync"/>.</summary>
    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposal is not null, this);

    /// <summary>Forgets a socket. Under <see cref="Sync"/>.</summary>
    internal void Remove(SocketIOSocket socket) => Sockets.Remove(socket);

    /// <summary>Wakes the writer.</summary>
    internal void Wake() => _wake.Signal();

    /// <summary>For the writer.</summary>
    internal ValueTask WhenWokenAsync() => _wake.WaitAsync();

    /// <summary>Text of the peer, made safe for events, exceptions and logs.</summary>
    internal string Presentable(string text) => SecretMask.Of(_engine).Show(text);

    /// <summary>The sockets of this moment. Takes <see cref="Sync"/>.</summary>
    internal SocketIOSocket[] AllSockets()
    {
        lock (Sync)
        {
            return [.. Sockets.All];
        }
    }

    private async Task EndAsync(InboundQueue? caller)
    {
        await CloseAsync().ConfigureAwait(false);
        SocketIOSocket[] sockets = AllSockets();
        foreach (SocketIOSocket socket in sockets)
        {
            socket.Emits.EndForGood();
        }

        await _disposing.CancelAsync().ConfigureAwait(false);
        Task handled = Task.WhenAll(
            [_notices.WhenIdleAsync(), .. sockets.Where(socket => socket.Inbound != caller).Select(static socket => socket.Inbound.WhenIdleAsync())]);
        await handled.WaitAsync(Options.CloseTimeout, TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _notices.End();
        foreach (SocketIOSocket socket in sockets)
        {
            socket.Inbound.End();
        }

        Deadlines.Dispose();
        _disposing.Dispose();
        Loop.Dispose();
    }
}
