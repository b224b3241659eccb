using FastEmit.Events;

namespace FastEmit.Tests.Delivery;

/// <summary>An event of one of several partitions.</summary>
[HookEvent("series")]
internal readonly partial record struct SeriesEvent([property: PartitionKey] int Series, int Number, string Text);
