using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Otlp;

/// <summary>Writes a request of OTLP's protobuf form in its JSON form, as far as <see cref="OtlpJson"/> reads it: one reader knows both.</summary>
internal static class OtlpProtobuf
{
    /// <summary>The request as JSON.</summary>
    /// <param name="signal"><c>logs</c>, <c>metrics</c> or <c>traces</c>.</param>
    /// <param name="body">The request.</param>
    /// <exception cref="InvalidProtocolBufferException">It is no such request.</exception>
    public static ReadOnlyMemory<byte> ToJson(string signal, byte[] body)
    {
        ArrayBufferWriter<byte> buffer = new(body.Length * 2);
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        switch (signal)
        {
            case "logs":
                WriteArray(json, "resourceLogs", ExportLogsServiceRequest.Parser.ParseFrom(body).ResourceLogs, WriteLogs);
                break;
            case "metrics":
                WriteArray(json, "resourceMetrics", ExportMetricsServiceRequest.Parser.ParseFrom(body).ResourceMetrics, WriteMetrics);
                break;
            default:
                WriteArray(json, "resourceSpans", ExportTraceServiceRequest.Parser.ParseFrom(body).ResourceSpans, WriteSpans);
                break;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteLogs(Utf8JsonWriter json, ResourceLogs logs)
    {
        WriteResource(json, logs.Resource);
        WriteArray(json, "scopeLogs", logs.ScopeLogs, static (json, scope) => WriteArray(json, "logRecords", scope.LogRecords, WriteLog));
    }

    private static void WriteMetrics(Utf8JsonWriter json, ResourceMetrics metrics)
    {
        WriteResource(json, metrics.Resource);
        WriteArray(json, "scopeMetrics", metrics.ScopeMetrics, static (json, scope) => WriteArray(json, "metrics", scope.Metrics, WriteMetric));
    }

    private static void WriteSpans(Utf8JsonWriter json, ResourceSpans spans)
    {
        WriteResource(json, spans.Resource);
        WriteArray(json, "scopeSpans", spans.ScopeSpans, static (json, scope) => WriteArray(json, "spans", scope.Spans, WriteSpan));
    }

    private static void WriteResource(Utf8JsonWriter json, Resource? resource)
    {
        json.WriteStartObject("resource"u8);
        WriteAttributes(json, resource?.Attributes ?? []);
        json.WriteEndObject();
    }

    private static void WriteLog(Utf8JsonWriter json, LogRecord log)
    {
        WriteNano(json, "timeUnixNano", log.TimeUnixNano);
        WriteNano(json, "observedTimeUnixNano", log.ObservedTimeUnixNano);
        json.WriteString("eventName"u8, log.EventName);
        WriteId(json, "traceId", log.TraceId);
        WriteId(json, "spanId", log.SpanId);
        if (log.Body is { } body)
        {
            json.WritePropertyName("body"u8);
            WriteValue(json, body);
        }

        WriteAttributes(json, log.Attributes);
    }

    private static void WriteMetric(Utf8JsonWriter json, Metric metric)
    {
        json.WriteString("name"u8, metric.Name);
        switch (metric.DataCase)
        {
            case Metric.DataOneofCase.Sum:
                WritePoints(json, "sum", metric.Sum.AggregationTemporality, metric.Sum.DataPoints, WritePoint);
                break;
            case Metric.DataOneofCase.Gauge:
                WritePoints(json, "gauge", AggregationTemporality.Unspecified, metric.Gauge.DataPoints, WritePoint);
                break;
            case Metric.DataOneofCase.Histogram:
                WritePoints(json, "histogram", metric.Histogram.AggregationTemporality, metric.Histogram.DataPoints, static (json, point) =>
                    WriteDistribution(json, point.TimeUnixNano, point.Count, point.HasSum ? point.Sum : null, point.Attributes));
                break;
            case Metric.DataOneofCase.ExponentialHistogram:
                WritePoints(json, "exponentialHistogram", metric.ExponentialHistogram.AggregationTemporality, metric.ExponentialHistogram.DataPoints, static (json, point) =>
                    WriteDistribution(json, point.TimeUnixNano, point.Count, point.HasSum ? point.Sum : null, point.Attributes));
                break;
            case Metric.DataOneofCase.Summary:
                WritePoints(json, "summary", AggregationTemporality.Unspecified, metric.Summary.DataPoints, static (json, point) =>
                    WriteDistribution(json, point.TimeUnixNano, point.Count, point.Sum, point.Attributes));
                break;
        }
    }

    private static void WritePoints<T>(Utf8JsonWriter json, string kind, AggregationTemporality temporality, IEnumerable<T> points, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject(kind);
        json.WriteNumber("aggregationTemporality"u8, (int)temporality);
        WriteArray(json, "dataPoints", points, write);
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, NumberDataPoint point)
    {
        WriteNano(json, "timeUnixNano", point.TimeUnixNano);
        if (point.HasAsInt)
        {
            json.WriteNumber("asInt"u8, point.AsInt);
        }
        else if (point.HasAsDouble)
        {
            WriteDouble(json, "asDouble", point.AsDouble);
        }

        WriteAttributes(json, point.Attributes);
    }

    private static void WriteDistribution(Utf8JsonWriter json, ulong nano, ulong count, double? sum, IEnumerable<KeyValue> attributes)
    {
        WriteNano(json, "timeUnixNano", nano);
        json.WriteNumber("count"u8, count);
        if (sum is { } known)
        {
            WriteDouble(json, "sum", known);
        }

        WriteAttributes(json, attributes);
    }

    private static void WriteSpan(Utf8JsonWriter json, Span span)
    {
        json.WriteString("name"u8, span.Name);
        WriteId(json, "traceId", span.TraceId);
        WriteId(json, "spanId", span.SpanId);
        WriteId(json, "parentSpanId", span.ParentSpanId);
        WriteNano(json, "startTimeUnixNano", span.StartTimeUnixNano);
        WriteNano(json, "endTimeUnixNano", span.EndTimeUnixNano);
        json.WriteStartObject("status"u8);
        json.WriteNumber("code"u8, (int)(span.Status?.Code ?? 0));
        json.WriteEndObject();
        WriteAttributes(json, span.Attributes);
    }

    private static void WriteAttributes(Utf8JsonWriter json, IEnumerable<KeyValue> attributes) => WriteArray(json, "attributes", attributes, WriteAttribute);

    private static void WriteAttribute(Utf8JsonWriter json, KeyValue attribute)
    {
        json.WriteString("key"u8, attribute.Key);
        json.WritePropertyName("value"u8);
        WriteValue(json, attribute.Value);
    }

    private static void WriteValue(Utf8JsonWriter json, AnyValue? value)
    {
        json.WriteStartObject();
        switch (value?.ValueCase)
        {
            case AnyValue.ValueOneofCase.StringValue:
                json.WriteString("stringValue"u8, value.StringValue);
                break;
            case AnyValue.ValueOneofCase.BoolValue:
                json.WriteBoolean("boolValue"u8, value.BoolValue);
                break;
            case AnyValue.ValueOneofCase.IntValue:
                json.WriteNumber("intValue"u8, value.IntValue);
                break;
            case AnyValue.ValueOneofCase.DoubleValue:
                WriteDouble(json, "doubleValue", value.DoubleValue);
                break;
            case AnyValue.ValueOneofCase.BytesValue:
                json.WriteBase64String("bytesValue"u8, value.BytesValue.Span);
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                json.WriteStartObject("arrayValue"u8);
                json.WriteStartArray("values"u8);
                foreach (AnyValue element in value.ArrayValue.Values)
                {
                    WriteValue(json, element);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                json.WriteStartObject("kvlistValue"u8);
                WriteArray(json, "values", value.KvlistValue.Values, WriteAttribute);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> elements, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T element in elements)
        {
            json.WriteStartObject();
            write(json, element);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>In hexadecimal digits.</summary>
    private static void WriteId(Utf8JsonWriter json, string name, ByteString id) => json.WriteString(name, Convert.ToHexStringLower(id.Span));

    private static void WriteNano(Utf8JsonWriter json, string name, ulong nano) => json.WriteNumber(name, nano);

    private static void WriteDouble(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
