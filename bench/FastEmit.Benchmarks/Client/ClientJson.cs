using System.Text.Json.Serialization;

namespace FastEmit.Benchmarks.Client;

/// <summary>Metadata of the reference event's data.</summary>
[JsonSerializable(typeof(ReferencePayload))]
internal sealed partial class ClientJson : JsonSerializerContext;
