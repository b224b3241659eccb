using FastEmit.Events;

namespace FastEmit.Collector.Sqlite.Tests;

/// <summary>An event that can be told from every other.</summary>
[HookEvent("numbered", Namespace = "/hook")]
internal readonly partial record struct NumberedEvent(int Number, string Padding);
