using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>Opening, losing, making again, closing: one loop, which runs while any socket wants to be connected.</content>
public sealed partial class SocketIOConnection
{
    private ConnectionAttempts _attempts = new();
    private IEngineTransport? _transport;
    private volatile bool _understood;

    /// <summary>Counts sessions, so that late answers of an old one are recognised. Guarded by <see cref="Sync"/>.</summary>
    internal int SessionNumber { get; private set; }

    /// <summary>
    /// Disconnects every socket and closes the connection, within the close timeout. It may be used again: a socket's connect opens it.
    /// </summary>
    public async Task CloseAsync()
    {
        Task? loop;
        foreach (SocketIOSocket socket in Sockets())
        {
            socket.Session.Leave(DisconnectReason.ClientDisconnect);
        }

        CancellationTokenSource? stop;
        lock (Sync)
        {
            loop = _loop;
            stop = _loopStop;
        }

        if (loop is null)
        {
            return;
        }

        // A loop that is connecting or waiting for its next attempt has nothing to finish; one with a session closes it in good order.
        await CancelUnlessOpenAsync(stop).ConfigureAwait(false);
        await FinishAsync(loop).ConfigureAwait(false);
    }

    /// <summary>Starts the loop unless it runs. Called under <see cref="Sync"/> by a socket that wants to be connected.</summary>
    internal void EnsureLoop()
    {
        ThrowIfDisposed();
        if (_loop is null)
        {
            _state = ConnectionState.Opening;
            _attempts = new ConnectionAttempts();
            _loopStop?.Dispose();
            _loopStop = new CancellationTokenSource();
            _loop = Task.Run(RunAsync, CancellationToken.None);
        }
    }

    /// <summary>A namespace was granted: the server works. Called under <see cref="Sync"/>.</summary>
    internal void OnNamespaceGranted()
    {
        if (_attempts.OnGranted() is > 0 and int attempts)
        {
            Notify(() => Reconnected?.Invoke(this, new ReconnectEventArgs(attempts, TimeSpan.Zero)));
        }
    }

    /// <summary>Gives the session up when the server leaves a CONNECT unanswered. Under <see cref="Sync"/>.</summary>
    internal void WatchGrant(SocketIOSocket socket, int session, int request) => _ = WatchGrantAsync(socket, session, request);

    /// <summary>Completes when the last socket's connection is closed; at once while others use it.</summary>
    internal Task WhenIdleAsync()
    {
        lock (Sync)
        {
            return AnyActive() || _loop is null ? Task.CompletedTask : FinishAsync(_loop);
        }
    }

    /// <summary>Waits for the loop, whose writer may be stuck in a network that takes nothing: then the session is aborted.</summary>
    private async Task FinishAsync(Task loop)
    {
        try
        {
            // Once for what waits to be sent, once for the closing handshake.
            TimeSpan bound = Options.CloseTimeout == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : 2 * Options.CloseTimeout;
            await loop.WaitAsync(bound, TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _transport?.Abort();
            await loop.ConfigureAwait(false);
        }
    }

    private async Task WatchGrantAsync(SocketIOSocket socket, int session, int request)
    {
        try
        {
            await Task.Delay(Options.ConnectTimeout, TimeProvider, Disposing).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (Sync)
        {
            if (!socket.Session.AwaitsGrant(session, request))
            {
                return;
            }

            _violation = new TimeoutException(
                $"The server answered the CONNECT for {socket.Namespace} neither way within {Options.ConnectTimeout.TotalSeconds:0.###} s."
                + (_understood ? "" : " Does it use another parser than the default one (socket.io-msgpack-parser)?"));
        }

        _transport?.Abort();
    }

    /// <summary>A socket left. Called under <see cref="Sync"/>; with the last one the connection is closed.</summary>
    internal void OnSocketLeft()
    {
        if (!AnyActive())
        {
            RequestClose(CloseCode.Normal);
            if (_state != ConnectionState.Open)
            {
                _ = CancelUnlessOpenAsync(_loopStop);
            }
        }
    }

    private async Task CancelUnlessOpenAsync(CancellationTokenSource? stop)
    {
        bool open;
        lock (Sync)
        {
            open = _state == ConnectionState.Open;
        }

        if (!open && stop is not null)
        {
            try
            {
                await stop.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // The loop has been stopped and goes on with another.
            }
        }
    }

    /// <summary>Interrupts connecting and waiting. Replaced when it was used and a socket connects again.</summary>
    private CancellationToken RenewStop()
    {
        lock (Sync)
        {
            if (_loopStop!.IsCancellationRequested)
            {
                _loopStop.Dispose();
                _loopStop = new CancellationTokenSource();
            }

            return _loopStop.Token;
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            CancellationToken stop = RenewStop();
            Exception? failure = null;
            bool closedByUs = false;
            try
            {
                IEngineTransport transport = await TransportConnector.ConnectAsync(await _questions.AskAsync(stop).ConfigureAwait(false), Options, stop).ConfigureAwait(false);
                ConnectionClose close = await ServeAsync(transport).ConfigureAwait(false);
                closedByUs = close.Reason == DisconnectReason.ForcedClose;
                failure = OnClosed(close);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Nobody wants the connection any more, or somebody does again; TryEnd sees it.
                closedByUs = true;
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            if (TryEnd(failure, closedByUs))
            {
                return;
            }

            // A socket that connected while the last one's leaving closed the session lost nothing, so it need not wait.
            if (!closedByUs && !await WaitForNextAttemptAsync(failure, stop).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>A session has ended. Null, or why the server may not understand this client.</summary>
    private SocketIOConnectException? OnClosed(ConnectionClose close)
    {
        lock (Sync)
        {
            return _attempts.OnSessionEnded(_understood, close) ? SocketIOConnectException.ClosedOnConnect(DisplayUrl) : null;
        }
    }

    private async Task<ConnectionClose> ServeAsync(IEngineTransport transport)
    {
        Open(transport);
        Task writing = WriteAsync(transport);
        ConnectionClose close = await transport.RunAsync(this, CancellationToken.None).ConfigureAwait(false);
        close = Presentable(NameReason(close));
        lock (Sync)
        {
            _state = ConnectionState.Reconnecting;
            RequestClose(close.CloseCode ?? CloseCode.Normal);
        }

        if (close.CloseCode is null or CloseCode.Abnormal)
        {
            transport.Abort();
        }

        // Where the server still listens, the writer answers its close, or tells it what it did wrong.
        await writing.ConfigureAwait(false);
        await transport.DisposeAsync().ConfigureAwait(false);
        OnSessionEnded(close);
        return close;
    }

    private void Open(IEngineTransport transport)
    {
        SocketIOSocket[] sockets;
        lock (Sync)
        {
            _transport = transport;
            _maxPayload = transport.Handshake.MaxPayload;
            _state = ConnectionState.Open;
            _closeCode = null;
            _outbox.Clear();
            _assembler.Clear();
            _violation = null;
            _understood = false;
            _stalled = false;
            _owedHeartbeats = 0;
            _pongLength = -1;
            _full = null;
            SessionNumber++;
            sockets = [.. _sockets.All];
            if (!AnyActive())
            {
                RequestClose(CloseCode.Normal);
            }
        }

        _logger.Opened(DisplayUrl, transport.Name, transport.Handshake.Sid);
        Notify(() => Opened?.Invoke(this, EventArgs.Empty));
        foreach (SocketIOSocket socket in sockets)
        {
            socket.Session.OnSessionOpened();
        }
    }

    private void OnSessionEnded(ConnectionClose close)
    {
        lock (Sync)
        {
            _transport = null;
            _outbox.Clear();
        }

        _logger.Closed(DisplayUrl, close.Reason.ToProtocolName(), close.CloseCode, close.Detail);
        foreach (SocketIOSocket socket in Sockets())
        {
            socket.Session.OnSessionEnded(close);
        }

        Notify(() => Closed?.Invoke(this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));
    }

    /// <summary>Text of the peer, made safe for events, exceptions and logs.</summary>
    private ConnectionClose Presentable(ConnectionClose close) =>
        close.Detail is { } detail ? close with { Detail = Presentable(detail) } : close;

    /// <summary>The same of any text.</summary>
    internal string Presentable(string text) => SecretMask.Of(_engine).Show(text);

    private ConnectionClose NameReason(ConnectionClose close) =>
        _violation is { } violation ? new ConnectionClose(DisconnectReason.TransportError, null, violation.Message, violation)
        : Volatile.Read(ref _stalled) ? close with
        {
            Reason = DisconnectReason.WriteTimeout,
            CloseCode = null,
            Detail = $"The network took no byte for {Options.WriteTimeout.TotalSeconds:0.###} s.",
        }
        : close;

    /// <summary>Ends the loop when no socket wants it, or when it may not go on.</summary>
    private bool TryEnd(Exception? failure, bool closedByUs)
    {
        bool gaveUp;
        int attempts;
        lock (Sync)
        {
            gaveUp = AnyActive();
            attempts = _attempts.Count;
            if (gaveUp && (closedByUs || _attempts.MayFollow(failure, Options)))
            {
                _state = ConnectionState.Reconnecting;
                return false;
            }

            _state = ConnectionState.Closed;
            _loop = null;
        }

        if (gaveUp)
        {
            ReportFailure(failure, willRetry: false);
            _logger.GaveUp(DisplayUrl, attempts);
            foreach (SocketIOSocket socket in Sockets())
            {
                socket.Session.OnGaveUp(failure);
            }

            if (Options.Reconnection)
            {
                Notify(() => ReconnectFailed?.Invoke(this, EventArgs.Empty));
            }
        }

        return true;
    }

    private async Task<bool> WaitForNextAttemptAsync(Exception? failure, CancellationToken stop)
    {
        int attempt;
        lock (Sync)
        {
            attempt = _attempts.Count;
        }

        TimeSpan delay = ReconnectDelay.For(
            attempt, Options.ReconnectionDelay, Options.ReconnectionDelayMax, Options.RandomizationFactor, Random.Shared.NextDouble());
        if (failure is not null)
        {
            _logger.AttemptFailed(failure, attempt, delay);
        }

        ReportFailure(failure, willRetry: true);
        try
        {
            await Task.Delay(delay, TimeProvider, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return !TryEnd(null, closedByUs: true);
        }

        lock (Sync)
        {
            _attempts.OnNext();
        }

        Notify(() => ReconnectAttempt?.Invoke(this, new ReconnectEventArgs(attempt + 1, delay)));
        return true;
    }

    private void ReportFailure(Exception? failure, bool willRetry)
    {
        if (failure is null)
        {
            return;
        }

        Notify(() => ConnectFailed?.Invoke(this, new ConnectionErrorEventArgs(failure, willRetry)));
        foreach (SocketIOSocket socket in Sockets())
        {
            socket.Session.OnConnectFailed(failure, willRetry);
        }
    }

    private bool AnyActive() => _sockets.All.Any(static socket => socket.IsActive);

    private void Notify(Action notice) => _notices.Add(notice);
}
