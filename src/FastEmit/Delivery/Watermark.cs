using System.Buffers.Binary;

namespace FastEmit.Delivery;

/// <summary>The payload of a watermark: the ring position, 8 bytes, big-endian.</summary>
/// <remarks>
/// A WebSocket ping is echoed in a pong (RFC 6455 §5.5.3) after everything that was received before it, so the
/// position that comes back is one up to which the server process has received all events.
/// </remarks>
internal static class Watermark
{
    public const int Length = sizeof(long);

    public static void Write(Span<byte> payload, long position) => BinaryPrimitives.WriteInt64BigEndian(payload, position);

    /// <summary>Reads a pong's payload; false when it is none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long position)
    {
        position = 0;
        return payload.Length == Length && BinaryPrimitives.TryReadInt64BigEndian(payload, out position) && position >= 0;
    }
}
