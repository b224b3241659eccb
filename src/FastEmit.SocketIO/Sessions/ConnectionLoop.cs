using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Joining;
using FastEmit.SocketIO.Transports;
using Microsoft.Extensions.Logging;

namespace FastEmit.SocketIO.Sessions;

/// <summary>
/// Opening, losing, making again, closing: one loop, which runs while any socket wants to be connected. The connection's lock guards its
/// fields; members that are called under it say so.
/// </summary>
internal sealed partial class ConnectionLoop(SocketIOConnection connection, ConnectQuestions questions) : IDisposable
{
    private readonly ILogger _logger = connection.Options.Logger;
    private ConnectionAttempts _attempts = new();
    private ConnectionState _state;
    private Task? _running;

    /// <summary>Interrupts connecting and waiting. Replaced when it was used and a socket connects again.</summary>
    private CancellationTokenSource? _stop;

    public ConnectionState State
    {
        get
        {
            lock (connection.Sync)
            {
                return _state;
            }
        }
    }

    private SocketIOConnectionOptions Options => connection.Options;

    /// <inheritdoc cref="SocketIOConnection.CloseAsync"/>
    public async Task CloseAsync()
    {
        foreach (SocketIOSocket socket in connection.AllSockets())
        {
            socket.Session.Leave(DisconnectReason.ClientDisconnect);
        }

        Task? running;
        CancellationTokenSource? stop;
        lock (connection.Sync)
        {
            running = _running;
            stop = _stop;
        }

        if (running is not null)
        {
            // A loop that is connecting or waiting for its next attempt has nothing to finish; one with a session closes it in good order.
            await CancelUnlessOpenAsync(stop).ConfigureAwait(false);
            await FinishAsync(running).ConfigureAwait(false);
        }
    }

    /// <summary>Starts the loop unless it runs. Called under the connection's lock by a socket that wants to be connected.</summary>
    public void Ensure()
    {
        connection.ThrowIfDisposed();
        if (_running is null)
        {
            _state = ConnectionState.Opening;
            _attempts = new ConnectionAttempts();
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            _running = Task.Run(RunAsync, CancellationToken.None);
        }
    }

    /// <summary>A namespace was granted: the server works. Under the connection's lock.</summary>
    public void OnNamespaceGranted()
    {
        if (_attempts.OnGranted() is > 0 and int attempts)
        {
            connection.NotifyReconnected(attempts);
        }
    }

    /// <summary>A socket left. Under the connection's lock; with the last one the connection is closed.</summary>
    public void OnSocketLeft()
    {
        if (!AnyActive())
        {
            _session?.RequestClose(CloseCode.Normal);
            if (_state != ConnectionState.Open)
            {
                _ = CancelUnlessOpenAsync(_stop);
            }
        }
    }

    /// <summary>Completes when the last socket's connection is closed; at once while others use it.</summary>
    public Task WhenIdleAsync()
    {
        lock (connection.Sync)
        {
            return AnyActive() || _running is null ? Task.CompletedTask : FinishAsync(_running);
        }
    }

    public void Dispose() => _stop?.Dispose();

    /// <summary>Waits for the loop, whose writer may be stuck in a network that takes nothing: then the session is aborted.</summary>
    private async Task FinishAsync(Task running)
    {
        try
        {
            // Once for what waits to be sent, once for the closing handshake.
            TimeSpan bound = Options.CloseTimeout == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : 2 * Options.CloseTimeout;
            await running.WaitAsync(bound, connection.TimeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Volatile.Read(ref _session)?.Abort();
            await running.ConfigureAwait(false);
        }
    }

    private async Task CancelUnlessOpenAsync(CancellationTokenSource? stop)
    {
        if (State != ConnectionState.Open && stop is not null)
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

    private CancellationToken RenewStop()
    {
        lock (connection.Sync)
        {
            if (_stop!.IsCancellationRequested)
            {
                _stop.Dispose();
                _stop = new CancellationTokenSource();
            }

            return _stop.Token;
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
                EngineConnectionOptions engine = await questions.AskAsync(stop).ConfigureAwait(false);
                IEngineTransport transport = await TransportConnector.ConnectAsync(engine, Options, stop).ConfigureAwait(false);
                (closedByUs, failure) = await ServeAsync(transport).ConfigureAwait(false);
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

    /// <summary>Ends the loop when no socket wants it, or when it may not go on.</summary>
    private bool TryEnd(Exception? failure, bool closedByUs)
    {
        bool gaveUp;
        int attempts;
        lock (connection.Sync)
        {
            gaveUp = AnyActive();
            attempts = _attempts.Count;
            if (gaveUp && (closedByUs || _attempts.MayFollow(failure, Options)))
            {
                _state = ConnectionState.Reconnecting;
                return false;
            }

            _state = ConnectionState.Closed;
            _running = null;
        }

        if (gaveUp)
        {
            ReportFailure(failure, willRetry: false);
            _logger.GaveUp(connection.DisplayUrl, attempts);
            foreach (SocketIOSocket socket in connection.AllSockets())
            {
                socket.Session.OnGaveUp(failure);
            }

            if (Options.Reconnection)
            {
                connection.NotifyReconnectFailed();
            }
        }

        return true;
    }

    private async Task<bool> WaitForNextAttemptAsync(Exception? failure, CancellationToken stop)
    {
        int attempt;
        lock (connection.Sync)
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
            await Task.Delay(delay, connection.TimeProvider, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return !TryEnd(null, closedByUs: true);
        }

        lock (connection.Sync)
        {
            _attempts.OnNext();
        }

        connection.NotifyReconnectAttempt(attempt + 1, delay);
        return true;
    }

    private void ReportFailure(Exception? failure, bool willRetry)
    {
        if (failure is null)
        {
            return;
        }

        connection.NotifyConnectFailed(failure, willRetry);
        foreach (SocketIOSocket socket in connection.AllSockets())
        {
            socket.Session.OnConnectFailed(failure, willRetry);
        }
    }

    private bool AnyActive() => connection.Sockets.All.Any(static socket => socket.IsActive);
}
