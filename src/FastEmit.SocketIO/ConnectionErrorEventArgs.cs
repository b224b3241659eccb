namespace FastEmit.SocketIO;

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
