namespace FastEmit.Cli.Delivering;

/// <summary>Runs out when the server has confirmed nothing for a while. A server that is slow but alive does not exhaust it. For one thread.</summary>
internal sealed class Patience(TimeSpan limit, TimeProvider time)
{
    private long _confirmed = -1;
    private long _since;

    /// <summary>How long nothing may be confirmed.</summary>
    public TimeSpan Limit => limit;

    /// <summary>Looks at the confirmations so far.</summary>
    /// <returns>Whether the limit has passed since they last grew, or since the first look.</returns>
    public bool IsExhausted(long confirmed)
    {
        if (confirmed != _confirmed)
        {
            _confirmed = confirmed;
            _since = time.GetTimestamp();
        }

        return time.GetElapsedTime(_since) >= limit;
    }

    /// <summary>Begins anew: what follows is a wait of its own.</summary>
    public void Renew() => _confirmed = -1;
}
