using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

public sealed record Extended
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}
