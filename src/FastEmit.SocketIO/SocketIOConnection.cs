using System.Text;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;
using Microsoft.Extensions.Logging;

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
    private readonly ConnectQuestions _questions;
    private readonly SocketTable _sockets = new();
    private readonly Outbox _outbox = new();
    private readonly AsyncSignal _wake = new();
    private readonly SerialNotices _notices;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposing = new();

    private ConnectionState _state;
    private Task? _loop;
    private CancellationTokenSource? _loopStop;
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
        _questions = new ConnectQuestions(_engine, Options, DisplayUrl);
        _logger = Options.Logger;
        Room = new SendRoom(_outbox, Options.SendBufferBytes);
        _notices = new SerialNotices(ReportHandlerError);
        PacketLimits = new PacketLimits(Options.MaxAttachments, PacketLimits.Default.MaxNamespaceLength, Options.MaxJsonDepth);
        _assembler = new BinaryAssembler(Options.MaxMessageBytes);
        _ackTimer = new DeadlineTimer(TimeProvider, OnAckTimer);
        Disposing = _disposing.Token;
        _stallTimer = TimeProvider.CreateTimer(
            static state => ((SocketIOConnection)state!).OnWriteStall(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A session was opened; namespaces are joined next.</summary>
    public event EventHandler? Opened;

    /// <summary>A session ended.</summary>
    public event EventHandler<ConnectionClosedEventArgs>? Closed;

    /// <summary>An attempt to connect, the first included, failed.</summary>
    public event EventHandler<ConnectionErrorEventArgs>? ConnectFailed;

    /// <summary>An attempt to connect again begins.</summary>
    public event EventHandler<ReconnectEventArgs>? ReconnectAttempt;

    /// <summary>The connection is back.</summary>
    public event EventHandler<ReconnectEventArgs>? Reconnected;

    /// <summary>The attempts are used up; a socket's connect begins anew.</summary>
    public event EventHandler? ReconnectFailed;

    /// <summary>A handler threw, or its payload was not of the type that it asked for or beyond a limit. Nothing else is affected.</summary>
    public event EventHandler<ConnectionErrorEventArgs>? HandlerFailed;

    /// <summary>The URL as it was given.</summary>
    public string Url { get; }

    /// <summary>For messages: no query and no credentials.</summary>
    internal string DisplayUrl => EngineUrl.Build(Url, _engine.Path, [], "websocket").Display;

    /// <summary>The options as they were given, or the defaults.</summary>
    public SocketIOConnectionOptions Options { get; }

    /// <summary>Where it stands.</summary>
    public ConnectionState State
    {
        get
        {
            lock (Sync)
            {
                return _state;
            }
        }
    }

    /// <summary>The transport in use, <c>websocket</c> or <c>polling</c>; null while there is no session.</summary>
    public string? TransportName => _transport?.Name;

    /// <summary>Guards the states of connection and sockets, the outbox, acks and offline buffers. No user code runs under it.</summary>
    internal Lock Sync { get; } = new();

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
            return _sockets.GetOrAdd(ns, number => new SocketIOSocket(this, ns, number, options));
        }
    }

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
    internal void Remove(SocketIOSocket socket) => _sockets.Remove(socket);

    internal void ReportHandlerError(Exception exception)
    {
        _logger.HandlerFailed(exception);
        try
        {
            HandlerFailed?.Invoke(this, new ConnectionErrorEventArgs(exception, willRetry: false));
        }
        catch (Exception second)
        {
            // A failing failure handler is logged and goes no further.
            _logger.HandlerFailed(second);
        }
    }

    internal void ReportAbandoned(string ns, int attempts) => _logger.Abandoned(ns, attempts);

    private async Task EndAsync(InboundQueue? caller)
    {
        await CloseAsync().ConfigureAwait(false);
        SocketIOSocket[] sockets = Sockets();
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

        _ackTimer.Dispose();
        await _stallTimer.DisposeAsync().ConfigureAwait(false);
        _disposing.Dispose();
        _loopStop?.Dispose();
        _assembler.Dispose();
    }

    private SocketIOSocket[] Sockets()
    {
        lock (Sync)
        {
            return [.. _sockets.All];
        }
    }
}
