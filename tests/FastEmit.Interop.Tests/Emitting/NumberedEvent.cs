using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>An event that can be told from every other: its series, which is its partition, and its place in it.</summary>
[HookEvent("numbered", Namespace = "/hook")]
internal readonly partial record struct NumberedEvent([property: PartitionKey] int Series, int Number);
