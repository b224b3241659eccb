using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events.Differential;

/// <summary>Trees, documents and members that only the data knows.</summary>
[HookEvent("extended")]
public readonly partial record struct ExtendedEvent(
    Node? Tree,
    Node[]? Trees,
    JsonDocument? Document,
    Extended Inner,
    OnlyExtended Only,
    [property: JsonExtensionData] Dictionary<string, JsonElement>? More)
{
    internal static ExtendedEvent Random(RandomValues random) => new(
        random.MaybeNull(() => Node.Random(random, 5)),
        random.MaybeNull(() => random.Array(() => Node.Random(random, 3))),
        random.MaybeNull(() => JsonDocument.Parse(random.Element().GetRawText())),
        new Extended { More = random.MaybeNull(() => random.Dictionary(() => "k" + random.Number(100), random.Element)), Note = random.MaybeNull(random.Text) },
        new OnlyExtended { More = random.MaybeNull(() => random.Dictionary(() => "o" + random.Number(100), random.Element)) },
        random.MaybeNull(() => random.Dictionary(() => "m" + random.Number(100), random.Element)));
}
