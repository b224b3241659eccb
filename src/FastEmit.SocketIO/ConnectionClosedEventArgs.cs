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
