namespace FastEmit.Events;

/// <summary>
/// Marks the member that is the event's time. It is written as <c>timestamp</c> (unless a <c>JsonPropertyName</c> says
/// otherwise) and the emitter stamps none of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class TimestampAttribute : Attribute;
