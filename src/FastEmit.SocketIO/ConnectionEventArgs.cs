namespace FastEmit.SocketIO;

/// <summary>How a connection or a socket ended.</summary>
public sealed class ConnectionClosedEventArgs : EventArgs
{
    /// <inheritdoc cref="ConnectionClosedEventArgs"/>
    /// <param name="reason">Why.</param>
    /// <param name="closeCode">The WebSocket close code, or null.</param>
    /// <param name="detail">The reason that the server gave.</param>
    /// <param name="error">The exception behind it.</param>
    public ConnectionClosedEventArgs(DisconnectReason reason, int? closeCode, string? detail, Exception? error)
    {
        Reason = reason;
        CloseCode = closeCode;
        Detail = detail;
        Error = error;
    }

    /// <summary>Why, in the official client's terms.</summary>
    public DisconnectReason Reason { get; }

    /// <summary>The WebSocket close code: the server's, 1005 when it gave none, 1006 when there was no close frame. Null when this side ended it.</summary>
    public int? CloseCode { get; }

    /// <summary>The reason that the server gave, or the rule that it broke.</summary>
    public string? Detail { get; }

    /// <summary>The exception behind it.</summary>
    public Exception? Error { get; }
}

/// <summary>Something failed.</summary>
public sealed class ConnectionErrorEventArgs : EventArgs
{
    /// <inheritdoc cref="ConnectionErrorEventArgs"/>
    /// <param name="error">The failure.</param>
    /// <param name="willRetry">Whether another attempt follows by itself.</param>
    public ConnectionErrorEventArgs(Exception error, bool willRetry)
    {
        Error = error;
        WillRetry = willRetry;
    }

    /// <summary>The failure.</summary>
    public Exception Error { get; }

    /// <summary>Whether another attempt follows by itself.</summary>
    public bool WillRetry { get; }
}

/// <summary>One attempt to connect again.</summary>
public sealed class ReconnectEventArgs : EventArgs
{
    /// <inheritdoc cref="ReconnectEventArgs"/>
    /// <param name="attempt">1 for the first attempt in a row.</param>
    /// <param name="delay">How long was waited before it.</param>
    public ReconnectEventArgs(int attempt, TimeSpan delay)
    {
        Attempt = attempt;
        Delay = delay;
    }

    /// <summary>1 for the first attempt in a row.</summary>
    public int Attempt { get; }

    /// <summary>How long was waited before it.</summary>
    public TimeSpan Delay { get; }
}
