using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FastEmit.Events;

/// <summary>Adds the emitter's own members to an open packet and closes it.</summary>
internal static class EventStamps
{
    /// <summary>The members that the emitter adds by itself.</summary>
    public static readonly string[] Names = ["timestamp", "traceparent", "tracestate", "batch_id", "event_id"];

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

    /// <summary>Members as <see cref="WriteMembers"/> takes them; empty when there are none.</summary>
    public static byte[] Encode(IEnumerable<KeyValuePair<string, string>> members)
    {
        EventWriter writer = EventWriter.Rent();
        foreach ((string name, string value) in members)
        {
            writer.WriteRaw(","u8);
            writer.WriteString(name);
            writer.WriteRaw(":"u8);
            writer.WriteString(value);
        }

        byte[] encoded = writer.Written.ToArray();
        writer.Return();
        return encoded;
    }

    /// <summary>Adds members, each with a comma before it.</summary>
    public static void WriteMembers(ref EventWriter writer, ReadOnlySpan<byte> members) =>
        writer.WriteRaw(writer.Written[^1] == (byte)'{' ? members[1..] : members);

    /// <summary>Closes the event's object and the packet's array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Close(ref EventWriter writer)
    {
        Unsafe.WriteUnaligned(ref writer.Reserve(2), MemoryMarshal.Read<ushort>("}]"u8));
        writer.Advance(2);
    }
}
