using System.Diagnostics;
using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.Events;

/// <summary>Adds the current activity's trace context (W3C Trace Context) as members of an event.</summary>
internal static class TraceStamp
{
    /// <summary><c>00-</c>, 32 digits, <c>-</c>, 16 digits, <c>-01</c>.</summary>
    private const int TraceparentLength = 55;

    private static ReadOnlySpan<byte> Member => "\"traceparent\":\"00-"u8;

    /// <summary>Receivers need not take a longer one (W3C Trace Context, section 3.3.1.5).</summary>
    private const int LongestTraceState = 512;

    /// <summary>Adds <c>"traceparent":"00-…"</c>, and <c>"tracestate":"…"</c> where there is one. Nothing without an activity. Allocates nothing.</summary>
    public static void Write(ref EventWriter writer)
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return;
        }

        string? state = activity.TraceStateString is { Length: > 0 and <= LongestTraceState } text && PlainJsonEncoder.IsPlain(text) && Ascii.IsValid(text)
            ? text
            : null;
        Span<byte> span = writer.GetSpan(1 + 16 + TraceparentLength + 1 + 16 + LongestTraceState);
        int length = 0;
        if (writer.Written[^1] != (byte)'{')
        {
            span[length++] = (byte)',';
        }

        length = Append(Member, span, length);
        length = Append(activity.TraceId, span, length);
        span[length++] = (byte)'-';
        length = Append(activity.SpanId, span, length);
        length = Append(activity.Recorded ? "-01\""u8 : "-00\""u8, span, length);
        if (state is not null)
        {
            length = Append(",\"tracestate\":\""u8, span, length);
            length += Encoding.ASCII.GetBytes(state, span[length..]);
            span[length++] = (byte)'"';
        }

        writer.Advance(length);
    }

    /// <summary>The context that <see cref="Write"/> added to an event's data.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out ActivityContext context)
    {
        context = default;
        int name = data.LastIndexOf(Member);
        int value = name + Member.Length - 3; // the member's text has the version in it
        return name >= 0 && data.Length - value >= TraceparentLength
            && ActivityContext.TryParse(Encoding.ASCII.GetString(data.Slice(value, TraceparentLength)), null, out context);
    }

    private static int Append(ReadOnlySpan<byte> piece, Span<byte> destination, int length)
    {
        piece.CopyTo(destination[length..]);
        return length + piece.Length;
    }

    private static int Append(ActivityTraceId id, Span<byte> destination, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        return AppendHex(bytes, destination, length);
    }

    private static int Append(ActivitySpanId id, Span<byte> destination, int length)
    {
        Span<byte> bytes = stackalloc byte[8];
        id.CopyTo(bytes);
        return AppendHex(bytes, destination, length);
    }

    private static int AppendHex(ReadOnlySpan<byte> bytes, Span<byte> destination, int length)
    {
        foreach (byte value in bytes)
        {
            destination[length++] = "0123456789abcdef"u8[value >> 4];
            destination[length++] = "0123456789abcdef"u8[value & 15];
        }

        return length;
    }
}
