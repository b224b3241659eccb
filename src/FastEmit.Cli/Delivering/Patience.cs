namespace FastEmit.Cli.Delivering;

/// <summary>A time limit without confirmations. A slow server that still confirms does not reach it. For one thread.</summary>
internal sealed class Patience(TimeSpan limit, TimeProvider time)
{
    private long _confirmed = -1;
    private long _since;

    /// <summary>The longest time without a confirmation.</summary>
    public TimeSpan Limit => limit;

    /// <summary>Takes the number of confirmations so far.</summary>
    /// <returns>Whether the limit has passed since the last growth, or since the first call.</returns>
    public bool IsExhausted(long confirmed)
    {
        if (confirmed != _confirmed)
        {
            _confirmed = confirmed;
            _since = time.GetTimestamp();
        }

        return time.GetElapsedTime(_since) >= limit;
    }

    /// <summary>Starts a new wait.</summary>
    public void Renew() => _confirmed = -1;
}
