namespace FastEmit.Sending;

/// <summary>
/// The control frames of a session that the sender has not looked at yet: the read loop leaves them, the sender takes them on its next pass.
/// </summary>
internal sealed class SessionControls
{
    /// <summary>The longest payload of a control frame (RFC 6455 §5.5).</summary>
    public const int MaxPayload = 125;

    private readonly Lock _pongLock = new();
    private readonly byte[] _pong = new byte[MaxPayload];
    private int _pongLength = -1;
    private int _heartbeats;
    private int _heartbeatsDue;
    private long _watermark = -1;

    /// <summary>The number of the last watermark that came back, or -1.</summary>
    public long LastWatermark => Volatile.Read(ref _watermark);

    /// <summary>Heartbeats that came from the server so far.</summary>
    public int Heartbeats => Volatile.Read(ref _heartbeats);

    /// <summary>Whether the server's heartbeat waits for its answer; asking takes it.</summary>
    public bool TakeHeartbeat() => Volatile.Read(ref _heartbeatsDue) != 0 && Interlocked.Exchange(ref _heartbeatsDue, 0) != 0;

    /// <summary>The payload of the latest WebSocket ping that waits for its pong (RFC 6455 §5.5.3), or -1; asking takes it.</summary>
    /// <param name="payload">At least <see cref="MaxPayload"/> bytes.</param>
    public int TakePong(Span<byte> payload)
    {
        if (Volatile.Read(ref _pongLength) < 0)
        {
            return -1;
        }

        lock (_pongLock)
        {
            int length = _pongLength;
            _pong.AsSpan(0, length).CopyTo(payload);
            _pongLength = -1;
            return length;
        }
    }

    /// <summary>The server's Engine.IO ping. Read loop.</summary>
    public void OnHeartbeat()
    {
        Volatile.Write(ref _heartbeats, _heartbeats + 1);
        Volatile.Write(ref _heartbeatsDue, 1);
    }

    /// <summary>A WebSocket ping. Read loop.</summary>
    public void OnPing(ReadOnlySpan<byte> payload)
    {
        lock (_pongLock)
        {
            payload.CopyTo(_pong);
            _pongLength = payload.Length;
        }
    }

    /// <summary>A watermark has come back. Read loop.</summary>
    public void OnWatermark(long mark) => Volatile.Write(ref _watermark, mark);
}
