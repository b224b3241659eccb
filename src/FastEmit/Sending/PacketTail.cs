namespace FastEmit.Sending;

/// <summary>The bytes that a packet ends with once its stamps are in it, and how many of its own they take the place of.</summary>
internal readonly ref struct PacketTail(ReadOnlySpan<byte> bytes, int replaced)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Replaced { get; } = replaced;

    /// <summary>By how much the packet grows.</summary>
    public int Growth => Bytes.Length - Replaced;
}
