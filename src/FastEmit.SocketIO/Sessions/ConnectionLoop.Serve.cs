using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Sessions;

/// <content>One session after the other.</content>
internal sealed partial class ConnectionLoop
{
    /// <summary>The present session, or the last.</summary>
    private ConnectionSession? _session;

    /// <summary>The transport in use; null while there is no session. Any thread.</summary>
    public string? TransportName => Volatile.Read(ref _session)?.TransportName;

    /// <summary>Counts sessions. Under the connection's lock.</summary>
    public int SessionNumber => _session?.Number ?? 0;

    /// <summary>Whether the session is on its way to its end. Under the connection's lock.</summary>
    public bool IsClosing => _session is { IsClosing: true };

    /// <summary>The server's limit on a message. Under the connection's lock.</summary>
    public int MaxPayload => _session?.MaxPayload ?? int.MaxValue;

    /// <summary>Gives the session up when the server leaves a CONNECT unanswered. Under the connection's lock, while there is a session.</summary>
    public void WatchGrant(SocketIOSocket socket, int request) => _session!.WatchGrant(socket, request);

    /// <returns>Whether the session was closed by us, and why the server may not understand this client, or null.</returns>
    private async Task<(bool ClosedByUs, Exception? Failure)> ServeAsync(IEngineTransport transport)
    {
        ConnectionSession session = Open(transport);
        ConnectionClose close = await session.RunAsync().ConfigureAwait(false);
        lock (connection.Sync)
        {
            _state = ConnectionState.Reconnecting;
            session.RequestClose(close.CloseCode ?? CloseCode.Normal);
        }

        await session.FinishAsync(close).ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
        bool isMisunderstood;
        lock (connection.Sync)
        {
            connection.Outbox.Clear();
            isMisunderstood = _attempts.OnSessionEnded(session.IsUnderstood, close);
        }

        _logger.Closed(connection.DisplayUrl, close.Reason.ToProtocolName(), close.CloseCode, close.Detail);
        foreach (SocketIOSocket socket in connection.AllSockets())
        {
            socket.Session.OnSessionEnded(close);
        }

        connection.NotifyClosed(close);
        return (close.Reason == DisconnectReason.ForcedClose, isMisunderstood ? SocketIOConnectException.ClosedOnConnect(connection.DisplayUrl) : null);
    }

    private ConnectionSession Open(IEngineTransport transport)
    {
        ConnectionSession session;
        SocketIOSocket[] sockets;
        lock (connection.Sync)
        {
            session = new ConnectionSession(connection, transport, SessionNumber + 1);
            Volatile.Write(ref _session, session);
            _state = ConnectionState.Open;
            connection.Outbox.Clear();
            sockets = [.. connection.Sockets.All];
            if (!AnyActive())
            {
                session.RequestClose(CloseCode.Normal);
            }
        }

        _logger.Opened(connection.DisplayUrl, transport.Name, transport.Handshake.Sid);
        connection.NotifyOpened();
        foreach (SocketIOSocket socket in sockets)
        {
            socket.Session.OnSessionOpened();
        }

        return session;
    }
}
