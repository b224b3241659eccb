using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tracing;

/// <summary>One session's trace, as far as it has come. For one thread.</summary>
internal sealed class TracedSession
{
    /// <summary>Begins a trace.</summary>
    /// <param name="id">The session.</param>
    /// <param name="start">When its first event happened: nanoseconds since 1970.</param>
    public TracedSession(string id, ulong start)
    {
        Id = id;
        Start = Last = start;
        TraceId = SpanIds.TraceOf(id, start);
        SpanId = SpanIds.SpanOf(TraceId, "session");
    }

    /// <summary>The session.</summary>
    public string Id { get; }

    /// <summary>When its first event happened: nanoseconds since 1970.</summary>
    public ulong Start { get; }

    /// <summary>When its last event happened.</summary>
    public ulong Last { get; set; }

    /// <summary>When its last event was received: milliseconds since 1970.</summary>
    public long Received { get; set; }

    /// <summary>The agent program, as its events name it.</summary>
    public string? Agent { get; set; }

    /// <summary>The folder that it works in.</summary>
    public string? Project { get; set; }

    /// <summary>The trace, the same for the same events: a receiver that gets a span twice can know it.</summary>
    public ByteString TraceId { get; }

    /// <summary>The session's own span, which is sent at its end.</summary>
    public ByteString SpanId { get; }

    /// <summary>The turn that is open, or null.</summary>
    public Span? Turn { get; set; }

    /// <summary>The turn that was open last: what is told of it may come behind its end.</summary>
    public ByteString? LastTurn { get; set; }

    /// <summary>The calls that run, by what their two events have in common.</summary>
    public Dictionary<string, Span> Running { get; } = new(StringComparer.Ordinal);
}

/// <summary>Ids of traces and spans, made of what they stand for: 16 and 8 bytes of its SHA-256.</summary>
internal static class SpanIds
{
    /// <summary>The trace of a session that began at a time.</summary>
    public static ByteString TraceOf(string session, ulong start) => Of(16, string.Create(CultureInfo.InvariantCulture, $"{start} {session}"));

    /// <summary>A span of a trace, by what is known of it alone.</summary>
    public static ByteString SpanOf(ByteString trace, string what) => Of(8, $"{Convert.ToHexStringLower(trace.Span)} {what}");

    private static ByteString Of(int bytes, string text) => ByteString.CopyFrom(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
