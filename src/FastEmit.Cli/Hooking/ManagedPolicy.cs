using System.Text.Json;

namespace FastEmit.Cli.Hooking;

/// <summary>The policies of an administrator or a project about hooks, in addition to the user's settings.</summary>
internal static class ManagedPolicy
{
    /// <summary>The folder of Claude Code's managed policy.</summary>
    public const string Folder = "/etc/claude-code";

    /// <summary>The policies that prevent hooks from running; empty for none.</summary>
    /// <param name="managedFolder">The administrator's folder.</param>
    /// <param name="project">The project's folder.</param>
    public static IEnumerable<string> Find(string managedFolder, string project)
    {
        string parts = Path.Combine(managedFolder, "managed-settings.d");
        string[] managed = [Path.Combine(managedFolder, "managed-settings.json"), .. Directory.Exists(parts) ? Directory.GetFiles(parts, "*.json") : []];
        foreach (string path in managed)
        {
            foreach (string name in (string[])["disableAllHooks", "allowManagedHooksOnly"])
            {
                if (IsSet(path, name))
                {
                    yield return $"the policy {path} has \"{name}\": true, so the agent runs no user hooks";
                }
            }

            if (HasMember(path, "allowedHttpHookUrls"))
            {
                yield return $"the policy {path} has \"allowedHttpHookUrls\": hooks of type http run only if their URL is in it";
            }
        }

        foreach (string file in (string[])["settings.json", "settings.local.json"])
        {
            string path = Path.Combine(project, ".claude", file);
            if (IsSet(path, "disableAllHooks"))
            {
                yield return $"{path} has \"disableAllHooks\": true, so the agent runs no hook in this folder";
            }
        }
    }

    private static bool IsSet(string path, string name) => Read(path, name) is { ValueKind: JsonValueKind.True };

    private static bool HasMember(string path, string name) => Read(path, name) is { ValueKind: JsonValueKind.Array };

    private static JsonElement? Read(string path, string name)
    {
        try
        {
            return File.Exists(path) && JsonElement.Parse(File.ReadAllBytes(path)) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out JsonElement value)
                ? value
                : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
