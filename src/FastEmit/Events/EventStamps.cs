using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <summary>Adds the emitter's own members to an open packet and closes it.</summary>
internal static class EventStamps
{
    private const int TimestampLength = 28; // 2026-11-21T23:07:00.0000000Z

    /// <summary>Adds <c>"timestamp":"…"</c>, ISO 8601 in UTC.</summary>
    public static void WriteTimestamp(ref EventWriter writer, DateTimeOffset now)
    {
        ReadOnlySpan<byte> name = "\"timestamp\":\""u8;
        bool first = writer.Written[^1] == (byte)'{';
        Span<byte> span = writer.GetSpan(1 + name.Length + TimestampLength + 1);
        int length = 0;
        if (!first)
        {
            span[length++] = (byte)',';
        }

        name.CopyTo(span[length..]);
        length += name.Length;
        Utf8Formatter.TryFormat(now.UtcDateTime, span[length..], out int written, 'O');
        length += written;
        span[length++] = (byte)'"';
        writer.Advance(length);
    }

    /// <summary>Closes the event's object and the packet's array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Close(ref EventWriter writer)
    {
        Unsafe.WriteUnaligned(ref writer.Reserve(2), MemoryMarshal.Read<ushort>("}]"u8));
        writer.Advance(2);
    }
}
