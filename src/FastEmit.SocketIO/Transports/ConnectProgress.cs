namespace FastEmit.SocketIO.Transports;

/// <summary>How far connecting has got, for the message when time is up. Written by the connect callback, read by anybody.</summary>
internal sealed class ConnectProgress
{
    private volatile AddressRace? _race;
    private volatile Stream? _stream;

    /// <summary>The connection that was made last, below TLS and HTTP; null before.</summary>
    public Stream? Stream
    {
        get => _stream;
        set => _stream = value;
    }

    /// <summary>The addresses; null with a Unix socket, or before anything was tried.</summary>
    public AddressRace? Race
    {
        get => _race;
        set => _race = value;
    }

    /// <summary>The failure of a handshake that took too long.</summary>
    public SocketIOConnectException TimedOut(EngineConnectionOptions options, EngineUrl url, Exception exception) => new(
            ConnectFailure.Timeout,
            url,
            Race?.DescribeTimeout() ?? $"no complete handshake within the connect timeout of {options.ConnectTimeout.TotalSeconds:0.###} s.",
            innerException: exception);
}
