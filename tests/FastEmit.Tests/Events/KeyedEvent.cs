using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>A number whose place among its key's must stay.</summary>
[HookEvent("keyed", Namespace = "/hook")]
public readonly partial record struct KeyedEvent([property: PartitionKey] int Key, int Number);
