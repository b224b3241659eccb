namespace FastEmit.Acks;

/// <summary>One entry of <see cref="HeldPackets"/>.</summary>
/// <param name="Id">The acknowledgement that is waited for.</param>
/// <param name="End">The end of its record in the ring.</param>
/// <param name="Length">Bytes of the record's content.</param>
/// <param name="Copy">The content, rented, once the ring has released it; null before.</param>
internal readonly record struct HeldPacket(long Id, long End, int Length, byte[]? Copy);
