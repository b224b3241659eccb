namespace FastEmit.Events;

/// <summary>
/// Marks the member whose value chooses the lane: events with equal keys arrive in the order in which they were
/// queued. Without one, the namespace is the key.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class PartitionKeyAttribute : Attribute;
