using System.Text.Json;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Settings;

/// <summary>Faults for which an agent silently ignores a settings file.</summary>
internal static class SettingsFaults
{
    /// <summary>All faults of a file.</summary>
    /// <param name="host">The agent that owns the file.</param>
    /// <param name="bytes">Its content.</param>
    public static IEnumerable<string> Find(HookHost host, byte[] bytes)
    {
        if (!host.IsStrict)
        {
            yield break;
        }

        if (bytes.AsSpan().StartsWith("\uFEFF"u8))
        {
            yield return "it begins with a byte order mark, so the agent discards the whole file";
        }
        else if (FindSyntax(bytes) is { } syntax)
        {
            yield return $"it is not strict JSON ({syntax}), so the agent discards the whole file: comments and trailing commas are not accepted";
        }

        foreach (JsonMember type in new SettingsText(bytes).Root["hooks"u8].Members)
        {
            foreach (JsonValue group in type.Value.Items)
            {
                if (FindInGroup(group) is { } fault)
                {
                    yield return $"hooks.{type.Name.GetString()} has {fault}, so the agent discards the whole file";
                }
            }
        }
    }

    private static string? FindSyntax(byte[] bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return null;
        }
        catch (JsonException exception)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }
    }

    private static string? FindInGroup(JsonValue group)
    {
        if (group.Kind != JsonKind.Object || group["hooks"u8].Kind != JsonKind.Array)
        {
            return "a bare entry, which has to be in a group: {\"hooks\": [ … ]}";
        }

        JsonKind matcher = group["matcher"u8].Kind;
        return matcher is JsonKind.Missing or JsonKind.String ? null : "a matcher that is no text";
    }
}
