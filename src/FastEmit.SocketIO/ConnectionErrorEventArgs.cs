namespace FastEmit.SocketIO;

/// <summary>Something failed.</summary>
public sealed class ConnectionErrorEventArgs : EventArgs
{
    internal ConnectionErrorEventArgs(Exception error, bool willRetry)
    {
        Error = error;
        WillRetry = willRetry;
    }

    /// <summary>What happened.</summary>
    public Exception Error { get; }

    /// <summary>Whether another attempt follows by itself.</summary>
    public bool WillRetry { get; }
}
