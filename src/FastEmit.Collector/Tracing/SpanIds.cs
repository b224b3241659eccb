using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace FastEmit.Collector.Tracing;

/// <summary>Ids of traces and spans, made of what they stand for: 16 and 8 bytes of its SHA-256.</summary>
internal static class SpanIds
{
    /// <summary>The trace of a session that began at a time.</summary>
    public static ByteString TraceOf(string session, ulong start) => Of(16, string.Create(CultureInfo.InvariantCulture, $"{start} {session}"));

    /// <summary>A span of a trace, by what is known of it alone.</summary>
    public static ByteString SpanOf(ByteString trace, string what) => Of(8, $"{Convert.ToHexStringLower(trace.Span)} {what}");

    private static ByteString Of(int bytes, string text) => ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
