using System.Text;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>Writes the events as a Markdown page.</summary>
internal static class MarkdownFile
{
    public static (string Name, string Text) Write(IReadOnlyList<EventContract> contracts, string title)
    {
        StringBuilder text = new($"# {title}: events\n");
        foreach (EventContract contract in contracts)
        {
            text.Append($"\n## {contract.Name} ({contract.Namespace})\n");
            Words(text, contract.Schema);
            foreach (JsonObject type in ContractJson.Types(contract.Schema))
            {
                if (type["title"] is JsonValue name)
                {
                    text.Append($"\n### {name.GetValue<string>()}\n");
                    Words(text, type);
                }

                Members(text, type);
            }

            foreach ((string key, JsonNode? definition) in contract.Schema["$defs"]?.AsObject() ?? [])
            {
                text.Append($"\n### {key}\n");
                Words(text, definition!);
                if (definition!["properties"] is null)
                {
                    text.Append($"\n`{definition.ToJsonString()}`\n");
                    continue;
                }

                Members(text, definition.AsObject());
            }
        }

        return ("events.md", text.ToString());
    }

    private static void Members(StringBuilder text, JsonObject schema)
    {
        HashSet<string> required = [.. schema["required"]!.AsArray().Select(static one => one!.GetValue<string>())];
        text.Append("\n| member | form | always | meaning |\n|---|---|---|---|\n");
        foreach ((string name, JsonNode? value) in schema["properties"]!.AsObject())
        {
            JsonObject form = value!.DeepClone().AsObject();
            form.Remove("description");
            text.Append($"| {Cell(name)} | `{Cell(form.ToJsonString())}` | {(required.Contains(name) ? "yes" : "no")} | {Cell(value["description"]?.GetValue<string>() ?? "")} |\n");
        }
    }

    private static void Words(StringBuilder text, JsonNode schema)
    {
        if (schema["description"] is JsonValue words)
        {
            text.Append($"\n{words.GetValue<string>()}\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
