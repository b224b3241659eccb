using System.Globalization;
using System.Text.Json;

namespace FastEmit.Collector.Otlp;

/// <summary>Reads OTLP's JSON form: numbers of 64 bits may be texts, ids are hexadecimal, unknown members are passed over.</summary>
internal static class OtlpJson
{
    private const int Cumulative = 2;
    private const int StatusError = 2;

    /// <summary>The items of a request, in their order.</summary>
    /// <param name="signal"><c>logs</c>, <c>metrics</c> or <c>traces</c>.</param>
    /// <param name="root">The request.</param>
    /// <exception cref="JsonException">It is not an object with the array that the signal has; the message is for the client.</exception>
    public static List<OtlpItem> Read(string signal, JsonElement root)
    {
        (string resources, string scopes) = signal switch
        {
            "logs" => ("resourceLogs", "scopeLogs"),
            "metrics" => ("resourceMetrics", "scopeMetrics"),
            _ => ("resourceSpans", "scopeSpans"),
        };
        if (root.ValueKind != JsonValueKind.Object || (root.TryGetProperty(resources, out JsonElement array) && array.ValueKind != JsonValueKind.Array))
        {
            throw new JsonException($"The body has to be {{\"{resources}\":[…]}}.");
        }

        List<OtlpItem> items = [];
        foreach (JsonElement resource in Elements(root, resources))
        {
            List<KeyValuePair<string, JsonElement>> common = resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resource", out JsonElement of) ? AttributesOf(of, []) : [];
            foreach (JsonElement scope in Elements(resource, scopes))
            {
                switch (signal)
                {
                    case "logs":
                        items.AddRange(Elements(scope, "logRecords").Select(log => LogOf(log, common)));
                        break;
                    case "metrics":
                        items.AddRange(Elements(scope, "metrics").SelectMany(metric => PointsOf(metric, common)));
                        break;
                    default:
                        items.AddRange(Elements(scope, "spans").Select(span => SpanOf(span, common)));
                        break;
                }
            }
        }

        return items;
    }

    /// <summary>A number, or a text that is one.</summary>
    public static double? NumberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => number,
        _ => null,
    };

    private static OtlpItem LogOf(JsonElement log, List<KeyValuePair<string, JsonElement>> common)
    {
        List<KeyValuePair<string, JsonElement>> attributes = AttributesOf(log, common);
        OtlpItem item = new("log", "", Nano(log, "timeUnixNano") is > 0 and var at ? at : Nano(log, "observedTimeUnixNano"), attributes)
        {
            TraceId = Text(log, "traceId"),
            SpanId = Text(log, "spanId"),
        };
        string? body = log.ValueKind == JsonValueKind.Object && log.TryGetProperty("body", out JsonElement value) ? Text(value, "stringValue") : null;
        return item with { Name = Text(log, "eventName") ?? body ?? item.Text("event.name") ?? "log" };
    }

    private static IEnumerable<OtlpItem> PointsOf(JsonElement metric, List<KeyValuePair<string, JsonElement>> common)
    {
        foreach (string kind in (string[])["sum", "gauge", "histogram", "exponentialHistogram", "summary"])
        {
            if (metric.ValueKind != JsonValueKind.Object || !metric.TryGetProperty(kind, out JsonElement data))
            {
                continue;
            }

            bool isCumulative = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("aggregationTemporality", out JsonElement temporality)
                && (NumberOf(temporality) == Cumulative || (temporality.ValueKind == JsonValueKind.String && temporality.ValueEquals("AGGREGATION_TEMPORALITY_CUMULATIVE")));
            foreach (JsonElement point in Elements(data, "dataPoints"))
            {
                yield return new OtlpItem("metric", Text(metric, "name") ?? "metric", Nano(point, "timeUnixNano"), AttributesOf(point, common))
                {
                    Value = Number(point, "asDouble") ?? Number(point, "asInt") ?? Number(point, "sum"),
                    Count = Number(point, "count"),
                    IsCumulative = isCumulative,
                };
            }
        }
    }

    private static OtlpItem SpanOf(JsonElement span, List<KeyValuePair<string, JsonElement>> common)
    {
        ulong start = Nano(span, "startTimeUnixNano");
        ulong end = Nano(span, "endTimeUnixNano");
        bool isFailed = span.ValueKind == JsonValueKind.Object && span.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.Object
            && status.TryGetProperty("code", out JsonElement code)
            && (NumberOf(code) == StatusError || (code.ValueKind == JsonValueKind.String && code.ValueEquals("STATUS_CODE_ERROR")));
        return new OtlpItem("span", Text(span, "name") ?? "span", end, AttributesOf(span, common))
        {
            TraceId = Text(span, "traceId"),
            SpanId = Text(span, "spanId"),
            ParentSpanId = Text(span, "parentSpanId"),
            Milliseconds = end >= start ? (end - start) / 1e6 : null,
            IsFailed = isFailed,
        };
    }

    /// <summary>The element's attributes, and behind them others.</summary>
    private static List<KeyValuePair<string, JsonElement>> AttributesOf(JsonElement element, List<KeyValuePair<string, JsonElement>> others)
    {
        List<KeyValuePair<string, JsonElement>> attributes = [];
        foreach (JsonElement attribute in Elements(element, "attributes"))
        {
            if (Text(attribute, "key") is { } key && attribute.TryGetProperty("value", out JsonElement value) && ValueOf(value) is { } found)
            {
                attributes.Add(new(key, found));
            }
        }

        attributes.AddRange(others);
        return attributes;
    }

    /// <summary>The value of an AnyValue; null for an empty one.</summary>
    private static JsonElement? ValueOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (member.Name is "stringValue" or "intValue" or "doubleValue" or "boolValue" or "arrayValue" or "kvlistValue" or "bytesValue")
            {
                return member.Value;
            }
        }

        return null;
    }

    private static JsonElement.ArrayEnumerator Elements(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out JsonElement array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : default;

    private static string? Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static double? Number(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out JsonElement value) ? NumberOf(value) : null;

    private static ulong Nano(JsonElement element, string member)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out JsonElement value))
        {
            return 0;
        }

        return value.ValueKind == JsonValueKind.String && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong text) ? text
            : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number) ? number
            : 0;
    }
}
