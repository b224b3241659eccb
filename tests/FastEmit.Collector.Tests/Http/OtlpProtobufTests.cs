using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Otlp;
using FastEmit.Collector.Tests.Clients;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FastEmit.Collector.Tests.Http;

/// <summary>OTLP's protobuf form: as OpenTelemetry's own exporters send it, and as nobody should.</summary>
public sealed class OtlpProtobufTests
{
    private static readonly TimeSpan ExportPatience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_OfOpenTelemetrysExporter_AreEventsWithTheNamesOfHooks()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = "0123456789abcdef");
        using ApiClient api = new(server.Url) { Token = "0123456789abcdef" };

        using (ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("claude-code"));
            options.AddOtlpExporter(exporter => PointTo(exporter, server, "logs"));
        })))
        {
            IReadOnlyList<KeyValuePair<string, object?>> attributes =
            [
                new("session.id", "s1"), new("model", "large"), new("input_tokens", 10), new("cost_usd", 0.5), new("duration_ms", 1200L), new("success", true), new("list", (string[])["a", "b"]),
            ];
            factory.CreateLogger("agent").Log(LogLevel.Information, new EventId(1, "claude_code.api_request"), attributes, null, static (_, _) => "");
        }

        JsonElement stored = Assert.Single((await api.GetAsync("api/events")).GetProperty("events").EnumerateArray());
        Assert.Equal(
            ("/otlp", "claude_code.api_request", "otel_api_request", "s1", "claude"),
            (Text(stored, "namespace"), Text(stored, "name"), Text(stored, "type"), Text(stored, "session"), Text(stored.GetProperty("data"), "agent")));
        JsonElement data = stored.GetProperty("data").GetProperty("data");
        Assert.Equal("10", data.GetProperty("input_tokens").GetRawText());
        Assert.Equal(("large", 0.5, 1200, true), (Text(data, "model"), data.GetProperty("cost_usd").GetDouble(), data.GetProperty("duration_ms").GetInt32(), data.GetProperty("success").GetBoolean()));
        Assert.Equal("""{"values":[{"stringValue":"a"},{"stringValue":"b"}]}""", data.GetProperty("list").GetRawText());
        Assert.Equal(0.5, (await api.GetAsync("api/overview?from=0")).GetProperty("cost").GetDouble());
    }

    [Fact]
    public async Task Traces_OfOpenTelemetrysExporter_TellTokensDurationAndFailure()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        using ActivitySource source = new($"agent {Guid.NewGuid():N}");
        string trace;

        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddOtlpExporter(exporter => PointTo(exporter, server, "traces")).Build())
        {
            using (Activity activity = source.StartActivity("chat large")!)
            {
                trace = activity.TraceId.ToHexString();
                activity.SetTag("gen_ai.conversation.id", "s9").SetTag("gen_ai.response.model", "large").SetTag("gen_ai.usage.input_tokens", 7).SetTag("gen_ai.usage.output_tokens", 8);
                activity.SetStatus(ActivityStatusCode.Error).SetEndTime(activity.StartTimeUtc.AddMilliseconds(1500));
            }

            Assert.True(provider.ForceFlush((int)ExportPatience.TotalMilliseconds));
        }

        JsonElement stored = Assert.Single((await api.GetAsync("api/events")).GetProperty("events").EnumerateArray());
        Assert.Equal(("chat large", "otel_span", "s9", 1500.0, false), (Text(stored, "name"), Text(stored, "type"), Text(stored, "session"), stored.GetProperty("ms").GetDouble(), stored.GetProperty("ok").GetBoolean()));
        Assert.Equal(trace, Text(stored.GetProperty("data"), "trace_id"));
        JsonElement model = Assert.Single((await api.GetAsync("api/overview?from=0")).GetProperty("models").EnumerateArray());
        Assert.Equal((7, 8), (model.GetProperty("input").GetInt32(), model.GetProperty("output").GetInt32()));
    }

    [Fact]
    public async Task Metrics_OfOpenTelemetrysExporter_AreAddedUpWhenTheyAreDeltas()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        using Meter meter = new($"agent {Guid.NewGuid():N}");

        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddOtlpExporter((exporter, reader) =>
        {
            PointTo(exporter, server, "metrics");
            reader.TemporalityPreference = MetricReaderTemporalityPreference.Delta;
        }).Build())
        {
            Counter<double> cost = meter.CreateCounter<double>("claude_code.cost.usage");
            Histogram<double> pause = meter.CreateHistogram<double>("pause");
            cost.Add(0.25, new("session.id", "s1"), new("model", "large"));
            pause.Record(2);
            pause.Record(3);
            Assert.True(provider.ForceFlush((int)ExportPatience.TotalMilliseconds));
            cost.Add(0.5, new("session.id", "s1"), new("model", "large"));
        }

        Assert.Equal(0.75, (await api.GetAsync("api/overview?from=0")).GetProperty("cost").GetDouble());
        JsonElement histogram = (await api.GetAsync("api/events?text=pause")).GetProperty("events")[0].GetProperty("data").GetProperty("data");
        Assert.Equal((5.0, 2), (histogram.GetProperty("value").GetDouble(), histogram.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task Logs_EveryKindOfValue_IsKept()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        AnyValue list = new() { KvlistValue = new() };
        list.KvlistValue.Values.Add(new KeyValue { Key = "k", Value = new AnyValue { BytesValue = ByteString.CopyFrom(1, 2, 3) } });
        list.KvlistValue.Values.Add(new KeyValue { Key = "nothing" });

        using HttpResponseMessage response = await PostAsync(
            server,
            "logs",
            LogWith(
                ("text", new AnyValue { StringValue = "\u202E\"" }), ("true", new AnyValue { BoolValue = true }), ("largest", new AnyValue { IntValue = long.MaxValue }),
                ("nan", new AnyValue { DoubleValue = double.NaN }), ("list", list), ("nothing", null)).ToByteArray());

        Assert.Equal((HttpStatusCode.OK, "application/x-protobuf", 0L), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentLength));
        JsonElement data = (await api.GetAsync("api/events")).GetProperty("events")[0].GetProperty("data").GetProperty("data");
        Assert.Equal(
            ["log", "\u202E\"", "True", "9223372036854775807", "NaN", """{"values":[{"key":"k","value":{"bytesValue":"AQID"}},{"key":"nothing","value":{}}]}"""],
            data.EnumerateObject().Select(static member => member.Value.ToString()));
    }

    [Fact]
    public async Task Logs_Zipped_AreTaken()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using MemoryStream zipped = new();
        await using (GZipStream zipping = new(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            LogWith(("a", new AnyValue { IntValue = 1 })).WriteTo(zipping);
        }

        using HttpResponseMessage response = await PostAsync(server, "logs", zipped.ToArray(), "gzip");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, server.GetStats().Events);
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("metrics")]
    [InlineData("traces")]
    public async Task Post_WhatIsNoMessage_IsRefusedWithAStatus(string signal)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();

        using HttpResponseMessage response = await PostAsync(server, signal, Encoding.UTF8.GetBytes("{\"resourceLogs\":[]}"));

        Assert.Equal((HttpStatusCode.BadRequest, "application/x-protobuf"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        RpcStatus status = RpcStatus.Parser.ParseFrom(await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(3, status.Code);
        Assert.NotEmpty(status.Message);
        Assert.Equal(0, server.GetStats().Events);
    }

    /// <summary>A message with one byte changed is read, or refused by the exceptions that are answered with 400.</summary>
    [Fact]
    public void Read_AMessageWithAnyByteChanged_IsReadOrRefused()
    {
        OpenTelemetry.Proto.Metrics.V1.Metric sum = new() { Name = "m", Sum = new() { AggregationTemporality = OpenTelemetry.Proto.Metrics.V1.AggregationTemporality.Delta } };
        sum.Sum.DataPoints.Add(new NumberDataPoint { AsInt = -3, TimeUnixNano = 7 });
        ExportMetricsServiceRequest metrics = new() { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { sum } } } } } };
        ExportTraceServiceRequest traces = new();
        traces.ResourceSpans.Add(new OpenTelemetry.Proto.Trace.V1.ResourceSpans { ScopeSpans = { new OpenTelemetry.Proto.Trace.V1.ScopeSpans { Spans = { new OpenTelemetry.Proto.Trace.V1.Span { Name = "s", EndTimeUnixNano = 5 } } } } });
        int refused = 0;
        foreach ((string signal, byte[] body) in (ReadOnlySpan<(string, byte[])>)[("logs", LogWith(("a", new AnyValue { IntValue = 1 })).ToByteArray()), ("metrics", metrics.ToByteArray()), ("traces", traces.ToByteArray())])
        {
            for (int i = 0; i < body.Length * 256; i++)
            {
                byte[] changed = [.. body];
                changed[i / 256] = (byte)i;
                try
                {
                    using JsonDocument document = JsonDocument.Parse(OtlpProtobuf.ToJson(signal, changed));
                    Assert.All(OtlpJson.Read(signal, document.RootElement), static item => Assert.NotEmpty(OtlpEvent.DataOf(item, null)));
                }
                catch (Exception exception) when (exception is JsonException or InvalidOperationException or InvalidProtocolBufferException)
                {
                    refused++;
                }
            }
        }

        Assert.NotEqual(0, refused);
    }

    [Fact]
    public async Task Post_ValuesInEachOther_AreRefusedWhenTheyAreTooDeep()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        AnyValue value = new() { StringValue = "end" };
        for (int i = 0; i < 40; i++)
        {
            value = new AnyValue { ArrayValue = new ArrayValue { Values = { value } } };
        }

        using HttpResponseMessage response = await PostAsync(server, "logs", LogWith(("deep", value)).ToByteArray());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static void PointTo(OtlpExporterOptions exporter, CollectorServer server, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{server.Url}/v1/{signal}");
        exporter.Headers = "Authorization=Bearer 0123456789abcdef";
        exporter.TimeoutMilliseconds = (int)ExportPatience.TotalMilliseconds;
    }

    private static ExportLogsServiceRequest LogWith(params ReadOnlySpan<(string Key, AnyValue? Value)> attributes)
    {
        OpenTelemetry.Proto.Logs.V1.LogRecord log = new();
        foreach ((string key, AnyValue? value) in attributes)
        {
            log.Attributes.Add(new KeyValue { Key = key, Value = value });
        }

        OpenTelemetry.Proto.Logs.V1.ResourceLogs logs = new() { ScopeLogs = { new OpenTelemetry.Proto.Logs.V1.ScopeLogs { LogRecords = { log } } } };
        return new ExportLogsServiceRequest { ResourceLogs = { logs } };
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static async Task<HttpResponseMessage> PostAsync(CollectorServer server, string signal, byte[] body, string? encoding = null)
    {
        using HttpClient http = new();
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await http.PostAsync(new Uri($"{server.Url}/v1/{signal}"), content, Cancellation);
    }
}
