using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.Interop.Tests.Client;

/// <summary>Metadata of everything that the client tests send and receive.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(NestedBinary))]
internal sealed partial class TestJson : JsonSerializerContext;
