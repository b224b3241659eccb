using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastEmit.Hooks.Tests.EndToEnd;

/// <summary>Events as they are on the wire, without what differs from run to run.</summary>
internal static class WireForm
{
    /// <summary>An event with a fixed time, no id and no duration.</summary>
    public static string Comparable(JsonElement @event)
    {
        JsonObject copy = JsonNode.Parse(@event.GetRawText())!.AsObject();
        Assert.True(DateTimeOffset.TryParse(copy["timestamp"]!.GetValue<string>(), out _));
        copy["timestamp"] = "";
        copy["event_id"] = "";
        (copy["data"] as JsonObject)?.Remove("duration_ms");
        return copy.ToJsonString();
    }
}
