using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What System.Text.Json generates for the same records, in its fastest mode.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReferenceEvent))]
[JsonSerializable(typeof(NestedEvent))]
[JsonSerializable(typeof(CollectionEvent))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
