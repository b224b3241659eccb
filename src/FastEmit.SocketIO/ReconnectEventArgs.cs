namespace FastEmit.SocketIO;

/// <summary>One attempt to connect again.</summary>
public sealed class ReconnectEventArgs : EventArgs
{
    internal ReconnectEventArgs(int attempt, TimeSpan delay)
    {
        Attempt = attempt;
        Delay = delay;
    }

    /// <summary>1 for the first attempt in a row.</summary>
    public int Attempt { get; }

    /// <summary>How long was waited before it.</summary>
    public TimeSpan Delay { get; }
}
