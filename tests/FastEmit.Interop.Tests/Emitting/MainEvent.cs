using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>As <see cref="NumberedEvent"/>, in the main namespace.</summary>
[HookEvent("main")]
internal readonly partial record struct MainEvent([property: PartitionKey] int Series, int Number);
