using System.Text.Json.Serialization;
using FastEmit.Load.Clients;
using FastEmit.Load.Servers;

namespace FastEmit.Load;

/// <summary>What processes of the suite say to each other, and the report.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = false)]
[JsonSerializable(typeof(Arrival))]
[JsonSerializable(typeof(LatencyReport))]
[JsonSerializable(typeof(ClientReport))]
[JsonSerializable(typeof(LoadResults))]
internal sealed partial class LoadJson : JsonSerializerContext;
