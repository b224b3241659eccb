using FastEmit.Events;

namespace FastEmit.Collector.Postgres.Tests;

/// <summary>An event that can be told from every other; those of a session come in order.</summary>
[HookEvent("keyed", Namespace = "/hook")]
internal readonly partial record struct KeyedEvent([property: PartitionKey] string SessionId, int Number);
