using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>JSON of contract files.</summary>
internal static class ContractJson
{
    /// <summary>What the emitter may add to an event's own members.</summary>
    public static readonly IReadOnlyList<string> Stamps = ["timestamp", "event_id", "batch_id", "traceparent", "tracestate"];

    /// <summary>The types that an event may be: itself, or several.</summary>
    public static IEnumerable<JsonObject> Types(JsonObject schema) => schema["anyOf"]?.AsArray().Select(static one => one!.AsObject()) ?? [schema];

    /// <summary>Indented, with line feeds, on every system the same.</summary>
    public static string Text(JsonNode node)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>The event's schema with the stamps as members that need not be there; the definitions apart.</summary>
    /// <param name="contract">The event.</param>
    /// <param name="definitions">Where the definitions stand that references lead to, with a slash at the end.</param>
    /// <param name="rename">The name of a definition there.</param>
    public static (JsonObject Schema, IReadOnlyList<KeyValuePair<string, JsonObject>> Definitions) Split(
        EventContract contract, string definitions, Func<string, string> rename)
    {
        JsonObject schema = contract.Schema.DeepClone().AsObject();
        foreach (JsonObject type in Types(schema))
        {
            JsonObject properties = type["properties"]!.AsObject();
            foreach (string stamp in Stamps.Where(stamp => !properties.ContainsKey(stamp)))
            {
                properties.Add(stamp, new JsonObject { ["type"] = "string" });
            }
        }

        JsonObject? inner = schema["$defs"]?.AsObject();
        schema.Remove("$defs");
        Redirect(schema);
        List<KeyValuePair<string, JsonObject>> found = [];
        foreach ((string name, JsonNode? definition) in inner ?? [])
        {
            JsonObject copy = definition!.DeepClone().AsObject();
            Redirect(copy);
            found.Add(new(rename(name), copy));
        }

        return (schema, found);

        void Redirect(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject value:
                    if (value["$ref"] is JsonValue reference)
                    {
                        value["$ref"] = definitions + rename(reference.GetValue<string>()["#/$defs/".Length..]);
                    }

                    foreach ((string _, JsonNode? child) in value)
                    {
                        Redirect(child);
                    }

                    break;
                case JsonArray values:
                    foreach (JsonNode? child in values)
                    {
                        Redirect(child);
                    }

                    break;
            }
        }
    }
}
