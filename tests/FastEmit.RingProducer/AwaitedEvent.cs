using FastEmit.Events;

namespace FastEmit.RingProducer;

/// <summary>A numbered event whose acknowledgement is waited for.</summary>
[HookEvent("numbered", Namespace = "/hook")]
internal readonly partial record struct AwaitedEvent([property: PartitionKey] int Series, int Number);
