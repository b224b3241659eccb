namespace FastEmit.RingProducer;

/// <summary>Packets that can be told apart and checked: an id, a number, and bytes that follow from both.</summary>
public static class NumberedPacket
{
    /// <summary>Bytes of the longest packet.</summary>
    public const int MaxLength = 512;

    /// <summary>Bytes of the rings that they are sent through: small, so that they wrap often.</summary>
    public const int RingCapacity = 64 << 10;

    /// <summary>Writes a packet and returns its length.</summary>
    public static int Write(Span<byte> target, int id, int number)
    {
        int length = LengthOf(id, number);
        BitConverter.TryWriteBytes(target, id);
        BitConverter.TryWriteBytes(target[4..], number);
        target[8..length].Fill((byte)((id * 31) + number));
        return length;
    }

    /// <summary>Whose packet it is.</summary>
    public static int IdIn(ReadOnlySpan<byte> packet) => BitConverter.ToInt32(packet);

    /// <summary>The packet's number.</summary>
    public static int NumberIn(ReadOnlySpan<byte> packet) => BitConverter.ToInt32(packet[4..]);

    /// <summary>Whether every byte is as it was written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> packet) =>
        packet.Length >= 8
        && packet.Length == LengthOf(IdIn(packet), NumberIn(packet))
        && packet[8..].IndexOfAnyExcept((byte)((IdIn(packet) * 31) + NumberIn(packet))) < 0;

    private static int LengthOf(int id, int number) => 8 + ((((number * 37) + id) & int.MaxValue) % (MaxLength - 8));
}
