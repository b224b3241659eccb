using System.Text.Json.Serialization;

namespace FastEmit.Load.Clients;

/// <summary>The data of an event that carries when it was emitted, by the monotonic clock that all processes of the machine share.</summary>
internal sealed record TimedData([property: JsonPropertyName("sent_at")] long SentAt);
