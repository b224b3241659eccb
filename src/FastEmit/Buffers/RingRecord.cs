namespace FastEmit.Buffers;

/// <summary>A committed record. The packet's bytes stay valid until its position is released.</summary>
internal readonly ref struct RingRecord(ReadOnlySpan<byte> packet, long timestamp, long end)
{
    /// <summary>The complete Socket.IO packet, or a compound one.</summary>
    public ReadOnlySpan<byte> Packet { get; } = packet;

    /// <summary>When the event was appended, as a <see cref="TimeProvider"/> timestamp.</summary>
    public long Timestamp { get; } = timestamp;

    /// <summary>The ring position after this record.</summary>
    public long End { get; } = end;
}
