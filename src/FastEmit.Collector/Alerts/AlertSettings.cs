using System.Text.Json;

namespace FastEmit.Collector.Alerts;

/// <summary>The rules, and where their alerts are posted to, as they stand in a file. Immutable.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Webhook">Where alerts are posted to, or null.</param>
internal sealed record AlertSettings(IReadOnlyList<AlertRule> Rules, AlertWebhook? Webhook)
{
    private const int MaxRules = 100;
    private const int MaxTextLength = 200;

    private static readonly (AlertKind Kind, string Name)[] Kinds =
    [
        (AlertKind.FailedCalls, "failed_calls"),
        (AlertKind.SlowCall, "slow_call"),
        (AlertKind.Cost, "cost"),
        (AlertKind.Waiting, "waiting"),
        (AlertKind.Drops, "drops"),
    ];

    /// <summary>No rules.</summary>
    public static AlertSettings None { get; } = new([], null);

    /// <summary>A kind's name in the file and in the API.</summary>
    public static string NameOf(AlertKind kind) => Kinds.First(known => known.Kind == kind).Name;

    /// <summary>Reads <c>{"webhook":{"url":"…","secret":"…"},"rules":[{"when":"slow_call","limit":60,"tool":"Bash"}]}</c>.</summary>
    /// <exception cref="FormatException">It is not that; the message names what is wrong and what is accepted.</exception>
    public static AlertSettings Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"It is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the rules' array.</summary>
    public static void WriteRules(Utf8JsonWriter json, IReadOnlyList<AlertRule> rules)
    {
        json.WriteStartArray("rules"u8);
        foreach (AlertRule rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("when"u8, NameOf(rule.Kind));
            json.WriteNumber("limit"u8, rule.Limit);
            if (rule.Project is { } project)
            {
                json.WriteString("project"u8, project);
            }

            if (rule.Tool is { } tool)
            {
                json.WriteString("tool"u8, tool);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes all of it, as a file has it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Webhook is { } webhook)
        {
            json.WriteStartObject("webhook"u8);
            json.WriteString("url"u8, webhook.Url.OriginalString);
            if (webhook.Secret is { } secret)
            {
                json.WriteString("secret"u8, secret);
            }

            json.WriteEndObject();
        }

        WriteRules(json, Rules);
        json.WriteEndObject();
    }

    private static AlertSettings Read(JsonElement root)
    {
        RequireMembers(root, "The settings", "webhook", "rules");
        List<AlertRule> rules = [];
        if (root.TryGetProperty("rules", out JsonElement array))
        {
            if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() > MaxRules)
            {
                throw new FormatException($"'rules' takes an array of at most {MaxRules} rules.");
            }

            rules.AddRange(array.EnumerateArray().Select(static (rule, index) => ReadRule(rule, index + 1)));
        }

        return new AlertSettings(rules, root.TryGetProperty("webhook", out JsonElement webhook) ? ReadWebhook(webhook) : null);
    }

    private static AlertRule ReadRule(JsonElement rule, int number)
    {
        RequireMembers(rule, $"Rule {number}", "when", "limit", "project", "tool");
        string when = Text(rule, "when", $"Rule {number}") ?? "";
        int kind = Array.FindIndex(Kinds, known => known.Name == when);
        if (kind < 0)
        {
            throw new FormatException($"Rule {number}: 'when' is '{when}'; it takes {string.Join(", ", Kinds.Select(static known => known.Name))}.");
        }

        double limit = rule.TryGetProperty("limit", out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number64) ? number64 : double.NaN;
        bool isWhole = Kinds[kind].Kind is AlertKind.FailedCalls or AlertKind.Drops;
        if (!(limit >= (isWhole ? 1 : 0) && limit <= 1_000_000_000) || (isWhole && limit != Math.Floor(limit)))
        {
            throw new FormatException($"Rule {number}: 'limit' takes a {(isWhole ? "whole number from 1" : "number from 0")} to 1000000000.");
        }

        return new AlertRule(Kinds[kind].Kind, limit, Text(rule, "project", $"Rule {number}"), Text(rule, "tool", $"Rule {number}"));
    }

    private static AlertWebhook ReadWebhook(JsonElement webhook)
    {
        RequireMembers(webhook, "'webhook'", "url", "secret");
        return Uri.TryCreate(Text(webhook, "url", "'webhook'"), UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? new AlertWebhook(url!, Text(webhook, "secret", "'webhook'"))
            : throw new FormatException("'webhook' takes a 'url' that begins with http:// or https://.");
    }

    private static void RequireMembers(JsonElement element, string what, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} has to be an object.");
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw new FormatException($"{what}: '{member.Name}' is not known; it takes {string.Join(", ", known!)}.");
            }
        }
    }

    private static string? Text(JsonElement element, string member, string what)
    {
        if (!element.TryGetProperty(member, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxTextLength } text
            ? text
            : throw new FormatException($"{what}: '{member}' takes a text of 1 to {MaxTextLength} characters.");
    }
}
