using System.Text.Json.Serialization;

namespace FastEmit.SocketIO.Tests;

/// <summary>Metadata of what the unit tests send.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReferenceEvent))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(SocketIOBinary))]
[JsonSerializable(typeof(Sending.EmittingOnRead))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class UnitJson : JsonSerializerContext;
