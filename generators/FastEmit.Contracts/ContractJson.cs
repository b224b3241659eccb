using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>The JSON of contract files.</summary>
internal static class ContractJson
{
    /// <summary>The members that the emitter may add to an event.</summary>
    public static readonly IReadOnlyList<string> Stamps = ["timestamp", "event_id", "batch_id", "traceparent", "tracestate"];

    /// <summary>The schemas of the types of an event: one, or several alternatives.</summary>
    public static IEnumerable<JsonObject> Types(JsonObject schema) => schema["anyOf"]?.AsArray().Select(static one => one!.AsObject()) ?? [schema];

    /// <summary>Formats JSON with indents and line feeds, the same on every system.</summary>
    public static string Text(JsonNode node)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    /// <summary>Splits the event's schema: the schema with the stamps as optional members, and its definitions.</summary>
    /// <param name="contract">The event.</param>
    /// <param name="definitions">The path of the definitions for references, with a slash at the end.</param>
    /// <param name="rename">Gives a definition its name there.</param>
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
