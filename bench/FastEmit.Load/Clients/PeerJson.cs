using System.Text.Json.Serialization;

namespace FastEmit.Load.Clients;

/// <summary>Metadata of the events' data.</summary>
[JsonSerializable(typeof(ReferenceData))]
[JsonSerializable(typeof(TimedData))]
internal sealed partial class PeerJson : JsonSerializerContext;
