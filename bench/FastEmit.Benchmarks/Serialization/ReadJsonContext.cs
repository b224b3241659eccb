using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What System.Text.Json generates to read the reference event, with its web defaults.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReferenceEvent))]
internal sealed partial class ReadJsonContext : JsonSerializerContext;
