using FastEmit.Events;

namespace FastEmit.Samples.AspNetCore;

/// <summary>An order that an endpoint has taken.</summary>
[HookEvent("order_placed", Namespace = "/web")]
internal readonly partial record struct OrderPlaced(string OrderId);
