using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FastEmit.Hooks.Tests;

/// <summary>
/// Inputs as agents give them, one file each, with the events that they make beside them: <c>name.json</c> and
/// <c>name.verified.json</c>. What is different is left as <c>name.received.json</c>.
/// </summary>
public sealed class RecordedInputTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Names => [.. RecordedInputs.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Record_RecordedInput_MakesTheVerifiedEvents(string name)
    {
        using HookFolder folder = new();
        folder.Run(File.ReadAllBytes(RecordedInputs.PathOf(name)), new TestTime());

        string received = JsonSerializer.Serialize(folder.ReadEvents().Select(WithoutId), Readable) + "\n";
        string verifiedPath = RecordedInputs.PathOf(name + ".verified");
        string receivedPath = RecordedInputs.PathOf(name + ".received");
        if (!File.Exists(verifiedPath) || File.ReadAllText(verifiedPath) != received)
        {
            File.WriteAllText(receivedPath, received);
            Assert.Fail($"The events differ from {verifiedPath}; they are in {receivedPath}.");
        }

        File.Delete(receivedPath);
    }

    /// <summary>The event as it is, but for the id, which is never the same.</summary>
    private static JsonNode WithoutId(JsonElement @event)
    {
        JsonNode copy = JsonNode.Parse(@event.GetRawText())!;
        Assert.Matches("^[0-9a-f]{36}$", copy["event_id"]!.GetValue<string>());
        copy["event_id"] = "";
        return copy;
    }
}
