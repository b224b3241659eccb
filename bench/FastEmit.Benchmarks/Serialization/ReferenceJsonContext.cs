using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What System.Text.Json generates for the same record, in its fastest mode.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReferenceEvent))]
internal sealed partial class ReferenceJsonContext : JsonSerializerContext;
