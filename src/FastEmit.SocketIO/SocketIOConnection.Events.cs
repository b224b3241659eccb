using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO;

/// <content>Its events. Handlers run on the thread pool, one at a time and in order.</content>
public sealed partial class SocketIOConnection
{
    private readonly SerialNotices _notices;

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

    internal void NotifyOpened() => _notices.Add(() => Opened?.Invoke(this, EventArgs.Empty));

    internal void NotifyClosed(ConnectionClose close) => _notices.Add(
        () => Closed?.Invoke(this, new ConnectionClosedEventArgs(close.Reason, close.CloseCode, close.Detail, close.Error)));

    internal void NotifyConnectFailed(Exception failure, bool willRetry) =>
        _notices.Add(() => ConnectFailed?.Invoke(this, new ConnectionErrorEventArgs(failure, willRetry)));

    internal void NotifyReconnectAttempt(int attempt, TimeSpan delay) =>
        _notices.Add(() => ReconnectAttempt?.Invoke(this, new ReconnectEventArgs(attempt, delay)));

    internal void NotifyReconnected(int attempts) =>
        _notices.Add(() => Reconnected?.Invoke(this, new ReconnectEventArgs(attempts, TimeSpan.Zero)));

    internal void NotifyReconnectFailed() => _notices.Add(() => ReconnectFailed?.Invoke(this, EventArgs.Empty));

    internal void ReportHandlerError(Exception exception)
    {
        Options.Logger.HandlerFailed(exception);
        try
        {
            HandlerFailed?.Invoke(this, new ConnectionErrorEventArgs(exception, willRetry: false));
        }
        catch (Exception second)
        {
            // A failing failure handler is logged and goes no further.
            Options.Logger.HandlerFailed(second);
        }
    }

    internal void ReportAbandoned(string ns, int attempts) => Options.Logger.Abandoned(ns, attempts);
}
