using System.Text.Json.Serialization;
using FastEmit.Benchmarks.Serialization.Kinds;

namespace FastEmit.Benchmarks.Serialization;

/// <summary>What System.Text.Json generates for the same records, in its fastest mode.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ReferenceEvent))]
[JsonSerializable(typeof(NestedEvent))]
[JsonSerializable(typeof(CollectionEvent))]
[JsonSerializable(typeof(TextMembers))]
[JsonSerializable(typeof(IntegerMembers))]
[JsonSerializable(typeof(DoubleMembers))]
[JsonSerializable(typeof(FlagMembers))]
[JsonSerializable(typeof(EnumMembers))]
[JsonSerializable(typeof(GuidMembers))]
[JsonSerializable(typeof(TimeMembers))]
internal sealed partial class EventJsonContext : JsonSerializerContext;
