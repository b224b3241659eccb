using System.Text.Json;
using FastEmit.Collector.Tests.Clients;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tests.Tracing;

/// <summary>Sessions as OTLP traces, read at receivers: by OTLP's own definitions, and by a collector.</summary>
public sealed class TraceExporterTests
{
    private const string Turn =
        """
        [EVENT{"subtype":"session_start","session_id":"s1","cwd":"/home/ada/shop","agent":"claude","timestamp":"2026-01-02T10:00:00Z"}},
        EVENT{"subtype":"user_prompt","session_id":"s1","prompt":"Mend it","timestamp":"2026-01-02T10:00:01Z"}},
        EVENT{"subtype":"pre_tool","session_id":"s1","timestamp":"2026-01-02T10:00:02Z","data":{"tool_name":"Bash","tool_use_id":"c1","tool_input":{"command":"make"}}}},
        EVENT{"subtype":"post_tool","session_id":"s1","timestamp":"2026-01-02T10:00:03.5Z","data":{"tool_name":"Bash","tool_use_id":"c1","tool_input":{"command":"make"},"success":false,"error":"no rule"}}},
        EVENT{"subtype":"post_tool","session_id":"s1","timestamp":"2026-01-02T10:00:04Z","data":{"tool_name":"Read","tool_use_id":"c2","duration_ms":250,"agent_id":"sub1","success":true}}},
        EVENT{"subtype":"stop","session_id":"s1","timestamp":"2026-01-02T10:00:06Z"}},
        EVENT{"subtype":"token_usage_updated","session_id":"s1","timestamp":"2026-01-02T10:00:06Z","data":{"message_id":"m1","model":"large","input_tokens":10,"output_tokens":20,"cache_read_input_tokens":30,"cache_creation_input_tokens":40,"cost_usd":0.5}}},
        EVENT{"subtype":"token_usage_updated","session_id":"s1","timestamp":"2026-01-02T10:00:06Z","data":{"message_id":"m1","model":"large","input_tokens":10,"output_tokens":20,"cost_usd":0.5}}}
        """;

    private const string End = """,EVENT{"subtype":"session_end","session_id":"s1","timestamp":"2026-01-02T10:00:10Z"}}]""";

    [Fact]
    public async Task Session_OfAnAgent_IsATraceOfTurnsCallsAndMessages()
    {
        await using TraceReceiver receiver = await TraceReceiver.StartAsync();
        await using CollectorServer server = await StartAsync(receiver.Url);
        using ApiClient api = new(server.Url);

        await api.PostAsync(Whole);
        await Expect.TrueAsync(() => receiver.Spans.Count == 5);

        Assert.All(receiver.Spans, static received => Assert.Equal("claude", received.Service));
        Dictionary<string, Span> spans = receiver.Spans.ToDictionary(static received => received.Span.Name, static received => received.Span);
        Span session = spans["session"];
        Assert.Equal(16, session.TraceId.Length);
        Assert.All(spans.Values, span => Assert.Equal((session.TraceId, 8), (span.TraceId, span.SpanId.Length)));
        Assert.Equal(5, spans.Values.Select(static span => span.SpanId).Distinct().Count());
        Assert.Equal(
            ["session<", "turn<session", "execute_tool Bash<turn", "execute_tool Read<turn", "chat large<turn"],
            ((string[])["session", "turn", "execute_tool Bash", "execute_tool Read", "chat large"]).Select(name => $"{name}<{spans.Values.SingleOrDefault(parent => parent.SpanId == spans[name].ParentSpanId)?.Name}"));
        Assert.Equal((10_000, 5_000, 1_500, 250, 0), (Milliseconds(session), Milliseconds(spans["turn"]), Milliseconds(spans["execute_tool Bash"]), Milliseconds(spans["execute_tool Read"]), Milliseconds(spans["chat large"])));
        Assert.Equal((Status.Types.StatusCode.Error, "no rule"), (spans["execute_tool Bash"].Status.Code, spans["execute_tool Bash"].Status.Message));
        Assert.Null(spans["execute_tool Read"].Status);
        Assert.Equal("s1 shop Mend it", $"{Value(spans["turn"], "session.id")} {Value(spans["turn"], "fastemit.project")} {Value(spans["turn"], "fastemit.prompt")}");
        Assert.Equal("execute_tool Bash c1 make", $"{Value(spans["execute_tool Bash"], "gen_ai.operation.name")} {Value(spans["execute_tool Bash"], "gen_ai.tool.name")} {Value(spans["execute_tool Bash"], "gen_ai.tool.call.id")} {Value(spans["execute_tool Bash"], "fastemit.what")}");
        Assert.Equal("sub1", Value(spans["execute_tool Read"], "gen_ai.agent.id"));
        Assert.Equal(
            "large 10 20 30 40 0.5",
            string.Join(' ', ((string[])["gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_creation.input_tokens", "cost_usd"]).Select(key => Value(spans["chat large"], key))));
        JsonElement stats = (await api.GetAsync("api/stats")).GetProperty("otlp");
        Assert.Equal((5, 0, 0, 0, 0), (Count(stats, "spans"), Count(stats, "rejected"), Count(stats, "retries"), Count(stats, "behind"), Count(stats, "missed")));
        Assert.Contains("fastemit_collector_otlp_spans_total 5\n", await MetricsAsync(api), StringComparison.Ordinal);
    }

    /// <summary>What one collector says of tokens and cost, another says that got the traces, and nothing counts twice where it has the hooks as well.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traces_OfACollector_TellAnotherTheSameCost(bool isToldByHooksAsWell)
    {
        await using CollectorServer other = await CollectorServer.StartAsync(new CollectorOptions { Port = 0, Token = "0123456789abcdef" }, TestContext.Current.CancellationToken);
        await using CollectorServer server = await CollectorServer.StartAsync(
            new CollectorOptions { Port = 0, Token = "0123456789abcdef", OtlpEndpoint = new Uri($"{other.Url}/v1/traces"), OtlpHeaders = { ["Authorization"] = "Bearer 0123456789abcdef" } },
            TestContext.Current.CancellationToken);
        using ApiClient api = new(server.Url) { Token = "0123456789abcdef" };
        using ApiClient receiving = new(other.Url) { Token = "0123456789abcdef" };
        await api.PostAsync(Whole);
        if (isToldByHooksAsWell)
        {
            await receiving.PostAsync(Whole);
        }

        await Expect.TrueAsync(async () => (await receiving.GetAsync("api/events?type=otel_span")).GetProperty("events").GetArrayLength() == 5);

        string figures = """[{"model":"large","input":10,"output":20,"cacheRead":30,"cacheWritten":40,"cost":0.5,"unpriced":0}]""";
        Assert.Equal(figures, (await api.GetAsync("api/overview?from=0")).GetProperty("models").GetRawText());
        Assert.Equal(figures, (await receiving.GetAsync("api/overview?from=0")).GetProperty("models").GetRawText());
        JsonElement span = (await receiving.GetAsync("api/events?text=execute_tool%20Bash")).GetProperty("events")[0].GetProperty("data");
        Assert.Matches("^[0-9a-f]{16}$", span.GetProperty("parent_span_id").GetString());
    }

    [Fact]
    public async Task Endpoint_ThatIsBusy_GetsTheSpansLaterAndOnce()
    {
        await using TraceReceiver receiver = await TraceReceiver.StartAsync(503, 429);
        await using CollectorServer server = await StartAsync(receiver.Url);
        using ApiClient api = new(server.Url);

        await api.PostAsync(Whole);
        await Expect.TrueAsync(() => receiver.Spans.Count == 5);

        await Expect.TrueAsync(async () => Count((await api.GetAsync("api/stats")).GetProperty("otlp"), "spans") == 5);
        JsonElement stats = (await api.GetAsync("api/stats")).GetProperty("otlp");
        Assert.Equal((0, 2, JsonValueKind.Null), (Count(stats, "rejected"), Count(stats, "retries"), stats.GetProperty("lastError").ValueKind));
        Assert.Equal(3, receiver.Requests);
    }

    [Fact]
    public async Task Endpoint_ThatRefuses_IsToldOfAndGetsTheNext()
    {
        await using TraceReceiver receiver = await TraceReceiver.StartAsync(400);
        await using CollectorServer server = await StartAsync(receiver.Url);
        using ApiClient api = new(server.Url);

        await api.PostAsync($"{Turn}]".Replace("EVENT", Event, StringComparison.Ordinal));
        await Expect.TrueAsync(async () => (await api.GetAsync("api/stats")).GetProperty("otlp").GetProperty("lastError").GetString() == "it answered 400");
        Assert.Equal(4, Count((await api.GetAsync("api/stats")).GetProperty("otlp"), "rejected"));
        receiver.Answer = new ExportTraceServiceResponse { PartialSuccess = new ExportTracePartialSuccess { RejectedSpans = 1, ErrorMessage = "too old" } };
        await api.PostAsync(Event + """{"subtype":"session_end","session_id":"s1"}}""");

        await Expect.TrueAsync(async () => (await api.GetAsync("api/stats")).GetProperty("otlp").GetProperty("lastError").GetString() == "it refused 1 spans: too old");
        Assert.Equal("session", Assert.Single(receiver.Spans).Span.Name);
        Assert.Equal(5, Count((await api.GetAsync("api/stats")).GetProperty("otlp"), "rejected"));
    }

    [Theory]
    [InlineData("ftp://example.com", "", "OtlpEndpoint is 'ftp://example.com/'; accepted: an http or https URL")]
    [InlineData("http://localhost:4318", "a b", "OtlpHeaders is 'a b'; accepted: names and values that an HTTP request can carry")]
    [InlineData("http://localhost:4318", "Content-Type", "OtlpHeaders is 'Content-Type'")]
    public void Options_ThatCannotWork_AreRefusedByName(string endpoint, string header, string reason)
    {
        CollectorOptions options = new() { OtlpEndpoint = new Uri(endpoint) };
        if (header.Length > 0)
        {
            options.OtlpHeaders[header] = "value";
        }

        ArgumentException refused = Assert.Throws<ArgumentException>(() => new EventCollector(options));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private const string Event = """{"event":"claude_event","data":""";

    private static string Whole => (Turn + End).Replace("EVENT", Event, StringComparison.Ordinal);

    private static Task<CollectorServer> StartAsync(string endpoint) => CollectorServer.StartAsync(
        new CollectorOptions { Port = 0, OtlpEndpoint = new Uri(endpoint), OtlpHeaders = { ["X-Key"] = "a key" } }, TestContext.Current.CancellationToken);

    private static int Milliseconds(Span span) => (int)((span.EndTimeUnixNano - span.StartTimeUnixNano) / 1_000_000);

    private static string? Value(Span span, string key) => span.Attributes.SingleOrDefault(attribute => attribute.Key == key)?.Value is not { } value ? null
        : value.HasStringValue ? value.StringValue
        : value.HasIntValue ? value.IntValue.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : value.DoubleValue.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static int Count(JsonElement stats, string name) => stats.GetProperty(name).GetInt32();

    private static async Task<string> MetricsAsync(ApiClient api)
    {
        using HttpResponseMessage response = await api.SendAsync(HttpMethod.Get, "metrics");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
