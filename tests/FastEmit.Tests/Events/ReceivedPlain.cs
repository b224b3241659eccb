using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("plain", Receive = true)]
public readonly partial record struct ReceivedPlain(
    int Count, DateTime At, Guid Id, [property: JsonConverter(typeof(JsonStringEnumConverter<ReceivedColor>))] ReceivedColor Color, bool Ok);
