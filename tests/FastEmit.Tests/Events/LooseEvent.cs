using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("loose")]
public readonly partial record struct LooseEvent(int? X, [property: JsonExtensionData] JsonObject? More);
