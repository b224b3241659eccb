using System.Text;
using System.Text.Json.Nodes;

namespace FastEmit.Contracts;

/// <summary>The events as a page to read.</summary>
internal static class MarkdownFile
{
    public static (string Name, string Text) Write(IReadOnlyList<EventContract> contracts, string title)
    {
        StringBuilder text = new($"# {title}: events\n");
        foreach (EventContract contract in contracts)
        {
            text.Append($"\n## {contract.Name} ({contract.Namespace})\n");
            Members(text, contract.Schema);
            foreach ((string name, JsonNode? definition) in contract.Schema["$defs"]?.AsObject() ?? [])
            {
                text.Append($"\n### {name}\n");
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
        text.Append("\n| member | form | always |\n|---|---|---|\n");
        foreach ((string name, JsonNode? value) in schema["properties"]!.AsObject())
        {
            text.Append($"| {Cell(name)} | `{Cell(value!.ToJsonString())}` | {(required.Contains(name) ? "yes" : "no")} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
