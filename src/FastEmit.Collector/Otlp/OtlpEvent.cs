using System.Buffers;
using System.Text.Json;

namespace FastEmit.Collector.Otlp;

/// <summary>
/// Makes an event's data of what OTLP tells: <c>subtype</c> <c>otel_…</c>, session, agent and trace where an agent's events have them, all attributes under their own
/// names in <c>data</c>, and tokens, cost, tool and duration under the names that hooks use, so that one reader knows both.
/// </summary>
internal static class OtlpEvent
{
    private const ulong NanoPerTick = 100;

    /// <summary>Attributes by the names that hooks use for them.</summary>
    private static readonly (string Name, string[] Attributes)[] Counts =
    [
        ("input_tokens", ["input_tokens", "gen_ai.usage.input_tokens"]),
        ("output_tokens", ["output_tokens", "gen_ai.usage.output_tokens"]),
        ("cache_read_input_tokens", ["cache_read_tokens", "cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"]),
        ("cache_creation_input_tokens", ["cache_creation_tokens", "cache_creation_input_tokens", "gen_ai.usage.cache_creation.input_tokens"]),
        ("cost_usd", ["cost_usd"]),
    ];

    private static readonly (string Name, string[] Attributes)[] Texts =
    [
        ("model", ["model", "gen_ai.response.model", "gen_ai.request.model"]),
        ("tool_name", ["tool_name", "gen_ai.tool.name"]),
        ("agent_id", ["agent.id", "agent_id", "gen_ai.agent.id"]),
        ("request_id", ["request_id"]),
        ("error", ["error"]),
    ];

    /// <summary>The member that a data point of the metric <c>claude_code.token.usage</c> is, by its attribute <c>type</c>.</summary>
    private static readonly (string Type, string Name)[] TokenTypes =
        [("input", "input_tokens"), ("output", "output_tokens"), ("cacheRead", "cache_read_input_tokens"), ("cacheCreation", "cache_creation_input_tokens")];

    /// <summary>The session that the item names, or null.</summary>
    public static string? SessionOf(OtlpItem item) => item.Text("session.id", "session_id", "gen_ai.conversation.id", "conversation.id");

    /// <summary>The event's data.</summary>
    /// <param name="item">The item.</param>
    /// <param name="session">The session: the item's own, or that of its trace.</param>
    public static byte[] DataOf(OtlpItem item, string? session)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("subtype"u8, SubtypeOf(item));
            if (item.UnixNano / NanoPerTick is > 0 and var ticks && ticks <= (ulong)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks)
            {
                json.WriteString("timestamp"u8, DateTimeOffset.UnixEpoch.AddTicks((long)ticks).UtcDateTime);
            }

            Write(json, "session_id", session);
            Write(json, "agent", AgentOf(item.Text("service.name")));
            Write(json, "trace_id", item.TraceId);
            Write(json, "span_id", item.SpanId);
            Write(json, "parent_span_id", item.ParentSpanId);
            json.WriteStartObject("data"u8);
            WriteData(json, item);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Those of agents keep their last name (<c>otel_api_request</c>); metrics and spans are told apart by their event's name.</summary>
    private static string SubtypeOf(OtlpItem item) => item.Signal == "log" ? $"otel_{item.Name[(item.Name.LastIndexOf('.') + 1)..]}" : $"otel_{item.Signal}";

    private static string? AgentOf(string? service) => service switch
    {
        "claude-code" => "claude",
        "codex_cli_rs" or "codex-cli" => "codex",
        _ => service,
    };

    private static void WriteData(Utf8JsonWriter json, OtlpItem item)
    {
        HashSet<string> written = new(StringComparer.Ordinal) { "otlp", "success", "duration_ms" };
        json.WriteString("otlp"u8, item.Signal);
        foreach ((string name, string[] attributes) in Texts)
        {
            if (item.Text(attributes) is { } text && written.Add(name))
            {
                json.WriteString(name, text);
            }
        }

        foreach ((string name, string[] attributes) in Counts)
        {
            if ((item.Number(attributes) ?? PointAs(item, name)) is { } number && written.Add(name))
            {
                json.WriteNumber(name, number);
            }
        }

        if ((item.Number("duration_ms") ?? item.Milliseconds) is { } duration)
        {
            json.WriteNumber("duration_ms"u8, duration);
        }

        if (SuccessOf(item) is { } success)
        {
            json.WriteBoolean("success"u8, success);
        }

        if (item.Value is { } value)
        {
            written.UnionWith(["value", "cumulative"]);
            json.WriteNumber("value"u8, value);
            json.WriteBoolean("cumulative"u8, item.IsCumulative);
        }

        if (item.Count is { } count && written.Add("count"))
        {
            json.WriteNumber("count"u8, count);
        }

        foreach ((string key, JsonElement attribute) in item.Attributes)
        {
            if (written.Add(key))
            {
                json.WritePropertyName(key);
                attribute.WriteTo(json);
            }
        }
    }

    /// <summary>A data point that says how many tokens of a kind, or dollars, came since the one before.</summary>
    private static double? PointAs(OtlpItem item, string name) => item switch
    {
        { Value: null } or { IsCumulative: true } => null,
        { Name: "claude_code.cost.usage" } => name == "cost_usd" ? item.Value : null,
        { Name: "claude_code.token.usage" } => TokenTypes.Any(known => known.Name == name && known.Type == item.Text("type")) ? item.Value : null,
        _ => null,
    };

    private static bool? SuccessOf(OtlpItem item)
    {
        foreach ((string key, JsonElement value) in item.Attributes)
        {
            if (key == "success")
            {
                return value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("true"));
            }
        }

        return item.IsFailed is { } failed ? !failed : null;
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
