using System.Globalization;
using System.Text.Json;
using FastEmit.Hooks.Deriving;

namespace FastEmit.Hooks.Transcripts;

/// <summary>Token prices by model: the shipped table, or the user's own <c>prices.json</c>. A model without an entry has no cost. Immutable.</summary>
internal sealed class PriceTable
{
    private const int DateLength = 8;

    private readonly Dictionary<string, ModelPrice> _models;

    private PriceTable(string date, Dictionary<string, ModelPrice> models)
    {
        Date = date;
        _models = models;
    }

    /// <summary>The date of the prices.</summary>
    public string Date { get; }

    /// <summary>A table without prices.</summary>
    public static PriceTable None { get; } = new("", []);

    /// <summary>The shipped table.</summary>
    public static PriceTable Shipped()
    {
        using Stream stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return Parse(document.RootElement);
    }

    /// <summary>The table in a file, or the shipped one when there is no file.</summary>
    /// <exception cref="JsonException">The file is not a price table; the message shows the expected form.</exception>
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
    /// The cost in dollars; null for a model without an entry. A name may end in a date (<c>claude-opus-4-1-20250805</c>) or the
    /// mark of a long context (<c>[1m]</c>). Any other ending names another model, which may have another price.
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
                """the expected form is {"date":"2026-10-24","models":{"NAME":{"input":5,"output":25,"cache_write_5m":6.25,"cache_write_1h":10,"cache_read":0.5}}}, in dollars per million tokens""",
                exception);
        }
    }
}
