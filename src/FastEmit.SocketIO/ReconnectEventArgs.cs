namespace FastEmit.SocketIO;

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
