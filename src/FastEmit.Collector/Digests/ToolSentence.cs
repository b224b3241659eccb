using System.Text.Json;

namespace FastEmit.Collector.Digests;

/// <summary>A tool's input, as a person would say it.</summary>
internal static class ToolSentence
{
    /// <summary>Members of a tool's input that say the most, the best first.</summary>
    private static readonly string[] Telling =
        ["command", "file_path", "notebook_path", "pattern", "url", "query", "skill", "description", "prompt", "path", "preview"];

    /// <summary>The command, the file below the project's folder, the pattern; null where there is nothing to say.</summary>
    public static string? Of(HookMembers members, string? folder)
    {
        if (members.Text("parameters") is { } parameters)
        {
            return parameters;
        }

        if (InputOf(members) is not { } input)
        {
            return null;
        }

        foreach (string member in Telling)
        {
            if (TextIn(input, member) is { Length: > 0 } text)
            {
                string said = member.EndsWith("path", StringComparison.Ordinal) ? Below(folder, text) : text;
                return member is "description" or "prompt" && TextIn(input, "subagent_type") is { } type ? $"{type}: {said}" : said;
            }
        }

        if (input.TryGetProperty("todos", out JsonElement todos) && todos.ValueKind == JsonValueKind.Array)
        {
            return $"{todos.GetArrayLength()} items";
        }

        return input.EnumerateObject().Select(static member => HookMembers.TextOf(member.Value)).FirstOrDefault(static text => text is { Length: > 0 });
    }

    /// <summary>The lines that an Edit, MultiEdit or Write added and took out; nothing for another tool.</summary>
    public static LineCount LinesOf(HookMembers members)
    {
        if (InputOf(members) is not { } input)
        {
            return default;
        }

        if (input.TryGetProperty("edits", out JsonElement edits) && edits.ValueKind == JsonValueKind.Array)
        {
            return edits.EnumerateArray().Aggregate(default(LineCount), static (sum, edit) => sum + LinesOf(edit));
        }

        return members.Text("tool_name") == "Write" && TextIn(input, "content") is { } content ? LineCount.Between("", content) : LinesOf(input);
    }

    private static LineCount LinesOf(JsonElement edit) =>
        TextIn(edit, "old_string") is { } before && TextIn(edit, "new_string") is { } after ? LineCount.Between(before, after) : default;

    private static JsonElement? InputOf(HookMembers members) =>
        members.Find("tool_input") is { ValueKind: JsonValueKind.Object } input ? input
        : members.Find("tool_parameters") is { ValueKind: JsonValueKind.Object } parameters ? parameters
        : null;

    private static string? TextIn(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out JsonElement value) ? HookMembers.TextOf(value) : null;

    private static string Below(string? folder, string path) =>
        folder is { Length: > 1 } && path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] is ('/' or '\\')
            ? path[(folder.Length + 1)..]
            : path;
}
