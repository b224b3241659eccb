using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FastEmit.Collector.Tests.Clients;

namespace FastEmit.Collector.Tests.Http;

public sealed class OtlpApiTests
{
    private const string Resource = """ "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"claude-code"}}]} """;
    private const string Session = """{"key":"session.id","value":{"stringValue":"s1"}}""";

    private static readonly string Request = Filled(
        """
        {"resourceLogs":[{ RESOURCE ,"scopeLogs":[{"logRecords":[{"timeUnixNano":"1764151200123456700","body":{"stringValue":"claude_code.api_request"},
        "traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","unknown":7,"attributes":[SESSION,
        {"key":"model","value":{"stringValue":"large"}},{"key":"input_tokens","value":{"intValue":"10"}},{"key":"output_tokens","value":{"stringValue":"20"}},
        {"key":"cache_read_tokens","value":{"intValue":1000}},{"key":"cache_creation_tokens","value":{"intValue":"100"}},{"key":"cost_usd","value":{"doubleValue":0.5}},
        {"key":"duration_ms","value":{"intValue":"1200"}},{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}}]}]}]}]}
        """);

    private const string Transcript =
        """{"event":"claude_event","data":{"subtype":"token_usage_updated","data":{"message_id":"m1","model":"large","input_tokens":11,"output_tokens":21,"cost_usd":0.75},"session_id":"s1"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_ApiRequest_IsAnEventWithTheNamesOfHooks()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        Assert.Equal((HttpStatusCode.OK, "{}"), await PostAsync(server, "logs", Request));

        JsonElement stored = Assert.Single((await api.GetAsync("api/events")).GetProperty("events").EnumerateArray());
        Assert.Equal(
            ("/otlp", "claude_code.api_request", "otel_api_request", "s1"),
            (stored.GetProperty("namespace").GetString(), stored.GetProperty("name").GetString(), stored.GetProperty("type").GetString(), stored.GetProperty("session").GetString()));
        Assert.Equal(
            """
            {"subtype":"otel_api_request","timestamp":"2025-11-26T10:00:00.1234567Z","session_id":"s1","agent":"claude","trace_id":"5b8efff798038103d269b633813fc60c","span_id":"eee19b7ec3c1b174","data":{"otlp":"log","model":"large","input_tokens":10,"output_tokens":20,"cache_read_input_tokens":1000,"cache_creation_input_tokens":100,"cost_usd":0.5,"duration_ms":1200,"session.id":"s1","cache_read_tokens":1000,"cache_creation_tokens":"100","list":{"values":[{"stringValue":"a"}]},"service.name":"claude-code"}}
            """.Trim(),
            stored.GetProperty("data").GetRawText());
        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal(0.5, overview.GetProperty("cost").GetDouble());
        Assert.Equal(0.5, overview.GetProperty("sessions")[0].GetProperty("cost").GetDouble());
        Assert.Equal((10, 20), Tokens(overview));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Logs_OfASessionWhoseTranscriptIsRead_AreNotCountedTwice(bool isTranscriptFirst)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);
        if (isTranscriptFirst)
        {
            await api.PostAsync(Transcript);
        }

        await PostAsync(server, "logs", Request);
        if (!isTranscriptFirst)
        {
            await api.PostAsync(Transcript);
        }

        await PostAsync(server, "logs", Request);

        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal(0.75, overview.GetProperty("cost").GetDouble());
        Assert.Equal(0.75, overview.GetProperty("sessions")[0].GetProperty("cost").GetDouble());
        Assert.Equal((11, 21), Tokens(overview));
    }

    [Fact]
    public async Task Metrics_TokensAndCost_AreAddedUpAndYieldToLogs()
    {
        string metrics = Filled(
            """
            {"resourceMetrics":[{ RESOURCE ,"scopeMetrics":[{"metrics":[
            {"name":"claude_code.token.usage","sum":{"aggregationTemporality":1,"dataPoints":[
              {"timeUnixNano":"1764151200000000000","asDouble":100,"attributes":[SESSION,{"key":"type","value":{"stringValue":"input"}},{"key":"model","value":{"stringValue":"large"}}]},
              {"asInt":"50","attributes":[SESSION,{"key":"type","value":{"stringValue":"output"}},{"key":"model","value":{"stringValue":"large"}}]}]}},
            {"name":"claude_code.cost.usage","sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","dataPoints":[{"asDouble":0.25,"attributes":[SESSION,{"key":"model","value":{"stringValue":"large"}}]}]}},
            {"name":"claude_code.cost.usage","sum":{"aggregationTemporality":2,"dataPoints":[{"asDouble":9,"attributes":[SESSION,{"key":"model","value":{"stringValue":"large"}}]}]}}]}]}]}
            """);
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        await PostAsync(server, "metrics", metrics);
        await PostAsync(server, "metrics", metrics);
        JsonElement overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal((200, 100), Tokens(overview));
        Assert.Equal((0.5, 0), (overview.GetProperty("cost").GetDouble(), overview.GetProperty("models")[0].GetProperty("unpriced").GetInt64()));

        await PostAsync(server, "logs", Request);
        overview = await api.GetAsync("api/overview?from=0");
        Assert.Equal((10, 20), Tokens(overview));
        Assert.Equal(0.5, overview.GetProperty("cost").GetDouble());
    }

    [Fact]
    public async Task Traces_GenAiSpan_TellsTokensDurationAndFailure()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        await PostAsync(
            server,
            "traces",
            """
            {"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"chat large","traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","startTimeUnixNano":"1764151200000000000",
            "endTimeUnixNano":"1764151201500000000","status":{"code":2},"attributes":[{"key":"gen_ai.conversation.id","value":{"stringValue":"s9"}},{"key":"gen_ai.response.model","value":{"stringValue":"large"}},
            {"key":"gen_ai.usage.input_tokens","value":{"intValue":"7"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"8"}}]}]}]}]}
            """);

        JsonElement stored = (await api.GetAsync("api/events")).GetProperty("events")[0];
        Assert.Equal(("otel_span", "s9", 1500.0, false), (stored.GetProperty("type").GetString(), stored.GetProperty("session").GetString(), stored.GetProperty("ms").GetDouble(), stored.GetProperty("ok").GetBoolean()));
        Assert.Equal((7, 8), Tokens(await api.GetAsync("api/overview?from=0")));
    }

    [Fact]
    public async Task Logs_ToolResult_CountsWhereThereAreNoHooks()
    {
        string result = Filled(
            """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"eventName":"claude_code.tool_result","attributes":[SESSION,{"key":"tool_name","value":{"stringValue":"Bash"}},
            {"key":"success","value":{"stringValue":"false"}},{"key":"duration_ms","value":{"stringValue":"40"}}]}]}]}]}
            """);
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        await PostAsync(server, "logs", result);
        await PostAsync(server, "logs", result.Replace("s1", "s2", StringComparison.Ordinal));
        await api.PostAsync("""{"event":"claude_event","data":{"subtype":"session_start","session_id":"s3"}}""");
        await PostAsync(server, "logs", result.Replace("s1", "s3", StringComparison.Ordinal));

        JsonElement tool = Assert.Single((await api.GetAsync("api/overview?from=0")).GetProperty("tools").EnumerateArray());
        Assert.Equal("""{"tool":"Bash","calls":2,"failed":2,"p50":40,"p99":40}""", tool.GetRawText());
    }

    [Fact]
    public async Task Logs_Zipped_AreTaken()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using MemoryStream zipped = new();
        await using (GZipStream zipping = new(zipped, CompressionMode.Compress, leaveOpen: true))
        {
            await zipping.WriteAsync(Encoding.UTF8.GetBytes(Request), Cancellation);
        }

        using ByteArrayContent content = new(zipped.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpClient http = new();
        using HttpResponseMessage response = await http.PostAsync(new Uri($"{server.Url}/v1/logs"), content, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, server.GetStats().Events);
    }

    [Theory]
    [InlineData("logs", "[]", "The body has to be {\"resourceLogs\":[…]}.")]
    [InlineData("metrics", """{"resourceMetrics":7}""", "The body has to be {\"resourceMetrics\":[…]}.")]
    [InlineData("traces", "{", "")]
    public async Task Post_WhatIsNoOtlp_IsRefusedWithAReason(string signal, string body, string reason)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();

        (HttpStatusCode status, string answer) = await PostAsync(server, signal, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, JsonDocument.Parse(answer).RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, server.GetStats().Events);
    }

    [Theory]
    [InlineData("logs", """{"resourceLogs":[null,7,{"resource":[],"scopeLogs":[null,{"logRecords":[null,[],{"attributes":[null,{"key":7},{"key":"a"},{"key":"b","value":{}},{"key":"input_tokens","value":{"intValue":"many"}}],"timeUnixNano":-1}]}]}]}""", 3)]
    [InlineData("metrics", """{"resourceMetrics":[{"scopeMetrics":[{"metrics":[null,{"sum":7},{"name":7,"gauge":{"dataPoints":[null,{"asInt":"x"}]}}]}]}]}""", 2)]
    [InlineData("traces", """{"resourceSpans":[{"scopeSpans":[{"spans":[null,{"status":7,"startTimeUnixNano":"9","endTimeUnixNano":"1"}]}]}]}""", 2)]
    [InlineData("logs", "{}", 0)]
    public async Task Post_MembersOfAWrongType_AreTakenAsFarAsTheyGo(string signal, string body, int events)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, signal, body)).Status);

        Assert.Equal(events, server.GetStats().Events);
        Assert.Equal(0, (await api.GetAsync("api/overview?from=0")).GetProperty("cost").GetDouble());
    }

    [Fact]
    public async Task Post_AnotherForm_IsRefusedWithWhatIsTaken()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();

        (HttpStatusCode status, string answer) = await PostAsync(server, "logs", "x", "application/xml");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("application/x-protobuf or application/json", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("histogram", """{"count":"4","sum":10,"bucketCounts":["1","3"],"explicitBounds":[1]}""", 10, 4)]
    [InlineData("exponentialHistogram", """{"count":2,"sum":5}""", 5, 2)]
    [InlineData("summary", """{"count":2,"sum":7,"quantileValues":[]}""", 7, 2)]
    public async Task Metrics_PointsOfSeveralValues_TellTheirSumAndCount(string kind, string point, double sum, double count)
    {
        await using CollectorServer server = await EventsApiTests.StartAsync();
        using ApiClient api = new(server.Url);

        await PostAsync(server, "metrics", $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","{{{kind}}}":{"aggregationTemporality":1,"dataPoints":[{{{point}}}]}}]}]}]}""");

        JsonElement data = (await api.GetAsync("api/events")).GetProperty("events")[0].GetProperty("data").GetProperty("data");
        Assert.Equal((sum, count, false), (data.GetProperty("value").GetDouble(), data.GetProperty("count").GetDouble(), data.GetProperty("cumulative").GetBoolean()));
    }

    [Fact]
    public async Task Post_WithoutTheToken_IsRefused()
    {
        await using CollectorServer server = await EventsApiTests.StartAsync(static options => options.Token = "0123456789abcdef");

        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(server, "logs", Request)).Status);
    }

    private static string Filled(string json) => json.Replace("RESOURCE", Resource, StringComparison.Ordinal).Replace("SESSION", Session, StringComparison.Ordinal);

    private static (double Input, double Output) Tokens(JsonElement overview)
    {
        JsonElement model = overview.GetProperty("models").EnumerateArray().Single(static model => model.GetProperty("model").GetString() == "large");
        return (model.GetProperty("input").GetDouble(), model.GetProperty("output").GetDouble());
    }

    private static async Task<(HttpStatusCode Status, string Answer)> PostAsync(CollectorServer server, string signal, string body, string type = "application/json")
    {
        using HttpClient http = new();
        using HttpResponseMessage response = await http.PostAsync(new Uri($"{server.Url}/v1/{signal}"), new StringContent(body, Encoding.UTF8, type), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
