using System.Text.Json;

namespace FastEmit.Cli.Tests;

/// <summary>An event as the server got it.</summary>
internal sealed record RecordedEvent(string ConnectionId, string Namespace, string Name, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;
}
