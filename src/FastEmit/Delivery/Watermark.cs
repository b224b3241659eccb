using System.Buffers.Binary;

namespace FastEmit.Delivery;

/// <summary>The payload of a watermark, 8 bytes, big-endian: an epoch (16 bits) and a ring position (48 bits).</summary>
/// <remarks>
/// <para>
/// A WebSocket ping is echoed in a pong (RFC 6455 §5.5.3) after everything that was received before it, so the
/// position that comes back is one up to which the server process has received all events.
/// </para>
/// <para>
/// The epoch changes when a lane begins to write again what it has written to the same connection before (the server
/// disconnected a namespace, and may have let its events go): pongs of the earlier epoch then prove nothing. 48 bits
/// of position are 256 TiB a lane.
/// </para>
/// </remarks>
internal static class Watermark
{
    public const int Length = sizeof(long);

    private const int PositionBits = 48;

    public static void Write(Span<byte> payload, ushort epoch, long position) =>
        BinaryPrimitives.WriteInt64BigEndian(payload, ((long)epoch << PositionBits) | (position & ((1L << PositionBits) - 1)));

    /// <summary>Reads a pong's payload; false when it is none of ours, or of another epoch.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, ushort epoch, out long position)
    {
        position = 0;
        if (payload.Length != Length)
        {
            return false;
        }

        long word = BinaryPrimitives.ReadInt64BigEndian(payload);
        position = word & ((1L << PositionBits) - 1);
        return (ushort)(word >> PositionBits) == epoch;
    }
}
