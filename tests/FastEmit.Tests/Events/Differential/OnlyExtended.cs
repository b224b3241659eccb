using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Tests.Events.Differential;

public sealed record OnlyExtended
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; init; }
}
