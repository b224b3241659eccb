using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>Types told apart by a text, a number and nothing at all.</summary>
[MaxDepth(8)]
[JsonDerivedType(typeof(ReceivedCircle), "cir\"cle")]
[JsonDerivedType(typeof(ReceivedGroup), 7)]
public interface IReceivedShape;

public sealed record ReceivedCircle(int Radius) : IReceivedShape
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? More { get; set; }
}

public sealed record ReceivedGroup(List<IReceivedShape?> Shapes, int Count = 3) : IReceivedShape;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReceivedBase), "base")]
[JsonDerivedType(typeof(ReceivedDerived), "derived")]
public record ReceivedBase
{
    public string? Name { get; set; }
}

public sealed record ReceivedDerived : ReceivedBase
{
    public int Extra { get; set; }
}
