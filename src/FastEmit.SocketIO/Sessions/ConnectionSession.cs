using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Sessions;

/// <summary>One session of a connection, from the open transport to its end: a read loop and a writer, and why it ended.</summary>
internal sealed class ConnectionSession : IAsyncDisposable
{
    private readonly SocketIOConnection _connection;
    private readonly IEngineTransport _transport;
    private readonly SessionWriter _writer;
    private readonly SessionReader _reader;
    private Task _writing = Task.CompletedTask;
    private Exception? _violation;
    private volatile bool _hasEnded;

    /// <param name="connection">Its connection.</param>
    /// <param name="transport">Open, and this session's alone.</param>
    /// <param name="number">Its number among the connection's sessions.</param>
    public ConnectionSession(SocketIOConnection connection, IEngineTransport transport, int number)
    {
        _connection = connection;
        _transport = transport;
        Number = number;
        _writer = new SessionWriter(connection, transport);
        _reader = new SessionReader(connection, _writer.Owed);
    }

    /// <summary>By which late answers of an old session are recognised.</summary>
    public int Number { get; }

    /// <summary>The transport in use; null once the session has ended. It changes with an upgrade.</summary>
    public string? TransportName => _hasEnded ? null : _transport.Name;

    /// <summary>The server's limit on a message.</summary>
    public int MaxPayload => _transport.Handshake.MaxPayload;

    /// <summary>Whether it is on its way to its end. Under the connection's lock.</summary>
    public bool IsClosing => _writer.IsClosing;

    /// <summary>Whether the server has said anything in it that this client understands.</summary>
    public bool IsUnderstood => _reader.IsUnderstood;

    /// <summary>Makes the writer send the rest of the outbox and then a close. Under the connection's lock.</summary>
    public void RequestClose(int code) => _writer.RequestClose(code);

    /// <summary>Ends it at once. Any thread.</summary>
    public void Abort() => _transport.Abort();

    /// <summary>Writes and reads. Returns how the reading ended; the writer may still have a close to send.</summary>
    public async Task<ConnectionClose> RunAsync()
    {
        _writing = _writer.RunAsync();
        ConnectionClose close = NameReason(await _transport.RunAsync(_reader, CancellationToken.None).ConfigureAwait(false));
        return close.Detail is { } detail ? close with { Detail = _connection.Presentable(detail) } : close;
    }

    /// <summary>Waits for the writer, of which a close was requested.</summary>
    public async Task FinishAsync(ConnectionClose close)
    {
        if (close.CloseCode is null or CloseCode.Abnormal)
        {
            _transport.Abort();
        }

        // Where the server still listens, the writer answers its close, or tells it what it did wrong.
        await _writing.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        _hasEnded = true;
    }

    /// <summary>Gives the session up when the server leaves a CONNECT unanswered. Under the connection's lock.</summary>
    public void WatchGrant(SocketIOSocket socket, int request) => _ = WatchGrantAsync(socket, request);

    private async Task WatchGrantAsync(SocketIOSocket socket, int request)
    {
        SocketIOConnectionOptions options = _connection.Options;
        try
        {
            await Task.Delay(options.ConnectTimeout, options.TimeProvider, _connection.Disposing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_connection.Sync)
        {
            if (!socket.Session.AwaitsGrant(Number, request))
            {
                return;
            }

            _violation = new TimeoutException(
                $"The server answered the CONNECT for {socket.Namespace} neither way within {options.ConnectTimeout.TotalSeconds:0.###} s."
                + (IsUnderstood ? "" : " Does it use another parser than the default one (socket.io-msgpack-parser)?"));
        }

        Abort();
    }

    private ConnectionClose NameReason(ConnectionClose close) =>
        _violation is { } violation ? new ConnectionClose(DisconnectReason.TransportError, null, violation.Message, violation)
        : _writer.HasStalled ? close with
        {
            Reason = DisconnectReason.WriteTimeout,
            CloseCode = null,
            Detail = $"The network took no byte for {_connection.Options.WriteTimeout.TotalSeconds:0.###} s.",
        }
        : close;
}
