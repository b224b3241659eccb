namespace FastEmit.Buffers;

/// <summary>A ring file as a process sees it that only appends to it. Any thread.</summary>
internal sealed class RingProducer
{
    private readonly EventRing _ring;

    private RingProducer(EventRing ring) => _ring = ring;

    /// <summary>The longest packet that is taken.</summary>
    public int MaxPacketLength => _ring.MaxPacketLength;

    /// <summary>End of the last append of any process.</summary>
    public long Claimed => _ring.Claimed;

    /// <summary>Everything before this has been taken.</summary>
    public long Confirmed => _ring.Confirmed;

    /// <inheritdoc cref="RingFile.OpenAsProducer"/>
    public static RingProducer Open(string path, int capacity, TimeProvider time) => new(new EventRing(RingFile.OpenAsProducer(path, capacity, time)));

    /// <summary>Appends a packet of 1 to <see cref="MaxPacketLength"/> bytes. False when there is no room. Never blocks.</summary>
    public bool TryAppend(ReadOnlySpan<byte> packet, long timestamp) => _ring.TryAppend(packet, timestamp) == AppendResult.Appended;
}
