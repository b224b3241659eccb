using System.Buffers.Binary;

namespace FastEmit.Sending;

/// <summary>The payload of a watermark: its number in the <see cref="InFlightWindow"/>, 8 bytes, big-endian.</summary>
/// <remarks>
/// A WebSocket ping is echoed in a pong (RFC 6455 §5.5.3) after everything that was received before it, so the
/// number that comes back stands for a ring position up to which the server process has received all events.
/// </remarks>
internal static class Watermark
{
    public const int Length = sizeof(long);

    public static void Write(Span<byte> payload, long mark) => BinaryPrimitives.WriteInt64BigEndian(payload, mark);

    /// <summary>Reads a pong's payload; false when it is none of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long mark)
    {
        mark = 0;
        return payload.Length == Length && BinaryPrimitives.TryReadInt64BigEndian(payload, out mark) && mark >= 0;
    }
}
