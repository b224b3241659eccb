using System.Text.Json;
using FastEmit.Collector.Digests;

namespace FastEmit.Collector.Http;

/// <summary>A digest as the API gives it out.</summary>
internal static class DigestJson
{
    /// <summary>Writes the members that are known.</summary>
    public static void Write(Utf8JsonWriter json, EventDigest digest)
    {
        Write(json, "what", digest.What);
        Write(json, "project", digest.Project);
        Write(json, "agent", digest.Agent);
        Write(json, "subagent", digest.Subagent);
        Write(json, "subagentType", digest.SubagentType);
        Write(json, "error", digest.Error);
        if (digest is { Added: { } added, Removed: { } removed })
        {
            json.WriteNumber("added"u8, added);
            json.WriteNumber("removed"u8, removed);
        }
    }

    private static void Write(Utf8JsonWriter json, string member, string? text)
    {
        if (text is not null)
        {
            json.WriteString(member, text);
        }
    }
}
