using System.Text.Json;

namespace FastEmit.Collector.Otlp;

/// <summary>A log record, a data point of a metric, or a span, as OTLP tells it.</summary>
/// <param name="Signal"><c>log</c>, <c>metric</c> or <c>span</c>.</param>
/// <param name="Name">The event's, metric's or span's name.</param>
/// <param name="UnixNano">When it happened, or ended: nanoseconds since 1970; 0 when it does not say so.</param>
/// <param name="Attributes">Its own attributes, and behind them those of its resource.</param>
internal sealed record OtlpItem(string Signal, string Name, ulong UnixNano, IReadOnlyList<KeyValuePair<string, JsonElement>> Attributes)
{
    /// <summary>The trace, in hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span, in hexadecimal digits.</summary>
    public string? SpanId { get; init; }

    /// <summary>The span that it is in, in hexadecimal digits.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>A data point's value; the sum of its values when it tells of several.</summary>
    public double? Value { get; init; }

    /// <summary>How many values a data point tells of, when they may be several.</summary>
    public double? Count { get; init; }

    /// <summary>Whether the value is the sum since the beginning, and not since the last point.</summary>
    public bool IsCumulative { get; init; }

    /// <summary>How long a span took, in milliseconds.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Whether a span has failed.</summary>
    public bool? IsFailed { get; init; }

    /// <summary>An attribute as a text, by the first of several names that it has.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            foreach ((string key, JsonElement value) in Attributes)
            {
                if (key == name && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text)
                {
                    return text;
                }
            }
        }

        return null;
    }

    /// <summary>An attribute as a number, also where it was sent as a text.</summary>
    public double? Number(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            foreach ((string key, JsonElement value) in Attributes)
            {
                if (key == name && OtlpJson.NumberOf(value) is { } number)
                {
                    return number;
                }
            }
        }

        return null;
    }
}
