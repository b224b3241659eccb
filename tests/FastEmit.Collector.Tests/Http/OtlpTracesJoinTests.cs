using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FastEmit.Collector.Tests.Http;

/// <summary>OTLP records without a session belong to the session whose events carry the same trace, and are counted once.</summary>
public sealed class OtlpTracesJoinTests
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";

    private const string Hook =
        $$"""{"event":"claude_event","data":{"subtype":"pre_tool","session_id":"s1","data":{"tool_name":"Bash"},"cwd":"/home/a/shop","traceparent":"00-{{Trace}}-eee19b7ec3c1b174-01"} }""";

    private const string Transcript =
        """{"event":"claude_event","data":{"subtype":"token_usage_updated","session_id":"s1","data":{"message_id":"m1","model":"large","input_tokens":11,"output_tokens":21,"cost_usd":0.75}}}""";

    private const string Log =
        $$$"""
        {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"claude_code.api_request"},"traceId":"{{{Trace}}}","attributes":[{"key":"model","value":{"stringValue":"large"}},
        {"key":"input_tokens","value":{"intValue":"10"}},{"key":"output_tokens","value":{"intValue":"20"}},{"key":"cost_usd","value":{"doubleValue":0.5}}]}]}]}]}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_OfATraceThatAHookCarries_AreOfItsSession()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync(Hook);

        await PostAsync(server, "logs", Log.Replace(Trace, Trace.ToUpperInvariant(), StringComparison.Ordinal));

        JsonElement stored = (await api.GetAsync("api/events?session=s1")).GetProperty("events")[0];
        Assert.Equal(("otel_api_request", "s1"), (Text(stored, "type"), Text(stored.GetProperty("data"), "session_id")));
        JsonElement overview = await api.GetAsync("api/overview?from=0");
        JsonElement session = Assert.Single(overview.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("s1", "shop", 0.5, 0.5), (Text(session, "session"), Text(session, "project"), session.GetProperty("cost").GetDouble(), overview.GetProperty("cost").GetDouble()));
    }

    /// <summary>The records may come before the hook's event, which its agent sends.</summary>
    [Theory]
    [InlineData("hook log transcript log")]
    [InlineData("log hook transcript log")]
    [InlineData("log transcript hook log")]
    [InlineData("transcript log log hook")]
    public async Task Logs_OfASessionWhoseTranscriptIsRead_AreNotCountedTwice(string order)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        foreach (string step in order.Split(' '))
        {
            if (step == "log")
            {
                await PostAsync(server, "logs", Log);
                continue;
            }

            await api.PostAsync(step == "hook" ? Hook : Transcript);
            await api.GetAsync("api/overview?from=0");
        }

        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal((0.75, 11, 21), Figures(overview));
        Assert.Equal(0.75, overview.GetProperty("sessions")[0].GetProperty("cost").GetDouble());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Logs_OfASessionWithoutATranscript_AreCountedOnceWheneverTheHookComes(bool isHookFirst)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        if (isHookFirst)
        {
            await api.PostAsync(Hook);
        }

        await PostAsync(server, "logs", Log);
        Assert.Equal((0.5, 10, 20), Figures(await api.GetAsync("api/overview?from=0")));
        await api.PostAsync(Hook);
        await PostAsync(server, "logs", Log);

        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal((1, 20, 40), Figures(overview));
        Assert.Equal(1, overview.GetProperty("sessions")[0].GetProperty("cost").GetDouble());
    }

    [Fact]
    public async Task Logs_OfATraceWithSeveralSessions_AreOfNone()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync(Hook);
        await api.PostAsync(Hook.Replace("\"s1\"", "\"s2\"", StringComparison.Ordinal));

        await PostAsync(server, "logs", Log);

        JsonElement stored = (await api.GetAsync("api/events?namespace=/otlp")).GetProperty("events")[0];
        Assert.False(stored.GetProperty("data").TryGetProperty("session_id", out _));
        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal((0.5, 10, 20), Figures(overview));
        Assert.All(overview.GetProperty("sessions").EnumerateArray(), static session => Assert.Equal(0, session.GetProperty("cost").GetDouble()));
    }

    /// <summary>Some spans of a trace name the conversation, those of libraries in it do not. The span of the whole run adds up its requests.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traces_OfAnAgentsRun_AreOfOneSessionAndItsSumIsNotAddedToItsParts(bool isInOneRequest)
    {
        string run = Span("invoke_agent", 30, """,{"key":"gen_ai.conversation.id","value":{"stringValue":"s7"}}""");
        string[] requests = [Span("chat", 10), Span("chat", 20), run];
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        foreach (string spans in isInOneRequest ? [string.Join(',', requests)] : requests)
        {
            await PostAsync(server, "traces", $$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{spans}}]}]}]}""");
        }

        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal("s7", Text(Assert.Single(overview.GetProperty("sessions").EnumerateArray()), "session"));
        Assert.Equal((0, 30, 0), Figures(overview));
        if (isInOneRequest)
        {
            Assert.Equal(3, (await api.GetAsync("api/events?session=s7")).GetProperty("events").GetArrayLength());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00-0-0-01")]
    [InlineData("00-00000000000000000000000000000000-eee19b7ec3c1b174-01")]
    [InlineData("00-zb8efff798038103d269b633813fc60c-eee19b7ec3c1b174-01")]
    public async Task Logs_BesideATraceparentThatIsNone_AreOfNoSession(string traceparent)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        await api.PostAsync($$"""{"event":"claude_event","data":{"subtype":"pre_tool","session_id":"s1","traceparent":"{{traceparent}}"} }""");

        foreach (string trace in (string[])[Trace, new('0', 32)])
        {
            await PostAsync(server, "logs", Log.Replace(Trace, trace, StringComparison.Ordinal));
        }

        Assert.Equal(1, (await api.GetAsync("api/events?session=s1")).GetProperty("events").GetArrayLength());
    }

    [Fact]
    public async Task Exports_OfOpenTelemetrysExporters_AreJoinedByTheirActivity()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        using ActivitySource source = new($"agent {Guid.NewGuid():N}");
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddOtlpExporter(exporter => PointTo(exporter, server, "traces")).Build())
        using (ILoggerFactory factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("claude-code"));
            options.AddOtlpExporter(exporter => PointTo(exporter, server, "logs"));
        })))
        {
            using (Activity activity = source.StartActivity("claude_code.llm_request")!)
            {
                await api.PostAsync(Hook.Replace($"00-{Trace}-eee19b7ec3c1b174-01", activity.Id, StringComparison.Ordinal));
                activity.SetTag("gen_ai.response.model", "large").SetTag("gen_ai.usage.input_tokens", 7).SetTag("gen_ai.usage.output_tokens", 8);
                IReadOnlyList<KeyValuePair<string, object?>> attributes = [new("model", "large"), new("input_tokens", 7), new("output_tokens", 8), new("cost_usd", 0.25)];
                factory.CreateLogger("agent").Log(LogLevel.Information, new EventId(1, "claude_code.api_request"), attributes, null, static (_, _) => "");
            }

            Assert.True(provider.ForceFlush(60_000));
        }

        Assert.Equal(3, (await api.GetAsync("api/events?session=s1")).GetProperty("events").GetArrayLength());
        Assert.Equal((0.25, 7, 8), Figures(await api.GetAsync("api/overview?from=0")));
    }

    private static string Span(string operation, int tokens, string more = "") =>
        $$$"""
        {"name":"{{{operation}}} large","traceId":"{{{Trace}}}","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"{{{operation}}}"}},
        {"key":"gen_ai.response.model","value":{"stringValue":"large"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"{{{tokens}}}"}}{{{more}}}]}
        """;

    private static void PointTo(OtlpExporterOptions exporter, CollectorServer server, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{server.Url}/v1/{signal}");
        exporter.TimeoutMilliseconds = 60_000;
    }

    private static (double Cost, double Input, double Output) Figures(JsonElement overview)
    {
        JsonElement model = Assert.Single(overview.GetProperty("models").EnumerateArray());
        return (overview.GetProperty("cost").GetDouble(), model.GetProperty("input").GetDouble(), model.GetProperty("output").GetDouble());
    }

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    private static async Task PostAsync(CollectorServer server, string signal, string body)
    {
        using HttpClient http = new();
        using HttpResponseMessage response = await http.PostAsync(new Uri($"{server.Url}/v1/{signal}"), new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
