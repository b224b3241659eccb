namespace FastEmit.Sending;

/// <summary>
/// The control frames of a session that the sender has not looked at yet: the read loop leaves them, the sender takes them on its next pass.
/// </summary>
internal sealed class SessionControls
{
    /// <summary>The longest payload of a control frame (RFC 6455 §5.5).</summary>
    public const int MaxPayload = 125;

    private const int SlotBytes = 1 + MaxPayload;

    /// <summary>Says of the slot that waits that the sender has not seen it.</summary>
    private const int Fresh = 4;

    /// <summary>
    /// Three slots for the payload of a ping, its length in front: one is the read loop's to fill, one the sender's to read, one waits. Each
    /// side exchanges its own for the one that waits (a full fence), so neither ever touches the other's.
    /// </summary>
    private readonly byte[] _pings = new byte[3 * SlotBytes];
    private int _waitingSlot = 1;
    private int _readLoopsSlot;
    private int _sendersSlot = 2;
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
        if (Volatile.Read(ref _waitingSlot) < Fresh)
        {
            return -1;
        }

        _sendersSlot = Interlocked.Exchange(ref _waitingSlot, _sendersSlot) - Fresh;
        ReadOnlySpan<byte> slot = Slot(_sendersSlot);
        slot.Slice(1, slot[0]).CopyTo(payload);
        return slot[0];
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
        Span<byte> slot = Slot(_readLoopsSlot);
        slot[0] = (byte)payload.Length;
        payload.CopyTo(slot[1..]);
        _readLoopsSlot = Interlocked.Exchange(ref _waitingSlot, _readLoopsSlot + Fresh) % Fresh;
    }

    /// <summary>A watermark has come back. Read loop.</summary>
    public void OnWatermark(long mark) => Volatile.Write(ref _watermark, mark);

    private Span<byte> Slot(int number) => _pings.AsSpan(number * SlotBytes, SlotBytes);
}
