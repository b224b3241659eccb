using System.Globalization;
using System.Text.Json;
using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Transcripts;

/// <summary>What tokens cost, by model: the table that comes with the program, or the user's own <c>prices.json</c>. A model that is not in it has no cost. Immutable.</summary>
internal sealed class PriceTable
{
    private const int DateLength = 8;

    private readonly Dictionary<string, ModelPrice> _models;

    private PriceTable(string date, Dictionary<string, ModelPrice> models)
    {
        Date = date;
        _models = models;
    }

    /// <summary>Of which day the prices are.</summary>
    public string Date { get; }

    /// <summary>No prices at all.</summary>
    public static PriceTable None { get; } = new("", []);

    /// <summary>The table that comes with the program.</summary>
    public static PriceTable Shipped()
    {
        using Stream stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return Parse(document.RootElement);
    }

    /// <summary>The table in a file, or the shipped one when there is no file.</summary>
    /// <exception cref="JsonException">The file is not such a table; the message says what is expected.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PriceTable Load(string path)
    {
        if (!File.Exists(path))
        {
            return Shipped();
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return Parse(document.RootElement);
    }

    /// <summary>
    /// The cost in dollars; null for a model that is not in the table. A name may be followed by a date (<c>claude-opus-4-1-20250805</c>) or the
    /// mark of a long context (<c>[1m]</c>); any other ending is another model, perhaps with another price.
    /// </summary>
    public double? CostOf(string? model, TokenUsage usage) =>
        model is not null && _models.TryGetValue(Plain(model), out ModelPrice? price) ? price.CostOf(usage) : null;

    private static string Plain(string model)
    {
        int bracket = model.IndexOf('[', StringComparison.Ordinal);
        string name = bracket < 0 ? model : model[..bracket];
        int dash = name.LastIndexOf('-');
        bool isDated = dash > 0 && name.Length - dash - 1 == DateLength && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isDated ? name[..dash] : name;
    }

    private static PriceTable Parse(JsonElement root)
    {
        try
        {
            Dictionary<string, ModelPrice> models = new(StringComparer.Ordinal);
            foreach (JsonProperty model in root.GetProperty("models").EnumerateObject())
            {
                models[model.Name] = ModelPrice.Parse(model.Value);
            }

            return new PriceTable(root.GetProperty("date").GetString()!, models);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new JsonException(
                """prices have the form {"date":"2026-10-24","models":{"NAME":{"input":5,"output":25,"cache_write_5m":6.25,"cache_write_1h":10,"cache_read":0.5}}}, in dollars a million tokens""",
                exception);
        }
    }
}
