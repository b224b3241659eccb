using System.Text.Json;

namespace FastEmit.Collector.Digests;

/// <summary>The members of an agent's event, looked for in its object and in the object's member <c>data</c>. For one thread.</summary>
internal sealed class HookMembers : IDisposable
{
    private readonly JsonDocument _document;
    private readonly JsonElement _root;
    private readonly JsonElement _data;

    private HookMembers(JsonDocument document)
    {
        _document = document;
        _root = document.RootElement;
        _data = _root.TryGetProperty("data", out JsonElement data) && data.ValueKind == JsonValueKind.Object ? data : _root;
    }

    /// <summary>The members, or null when the data is no object of a usual depth.</summary>
    public static HookMembers? TryRead(ReadOnlyMemory<byte> json)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new HookMembers(document);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, too deep, or a name that is no text: nothing to tell.
        }

        document?.Dispose();
        return null;
    }

    /// <summary>A text at a path, or null.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Find(path) is { ValueKind: JsonValueKind.String } value ? TextOf(value) : null;

    /// <summary>A number at a path, or null.</summary>
    public double? Number(params ReadOnlySpan<string> path) =>
        Find(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    /// <summary>The value at a path, or null.</summary>
    public JsonElement? Find(params ReadOnlySpan<string> path) => Find(_data, path) ?? Find(_root, path);

    /// <summary>A text element's text; null for half a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public void Dispose() => _document.Dispose();

    private static JsonElement? Find(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (string member in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element))
            {
                return null;
            }
        }

        return element;
    }
}
