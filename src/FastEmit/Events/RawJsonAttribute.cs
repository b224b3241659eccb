namespace FastEmit.Events;

/// <summary>
/// Says that a member (string, byte[], Memory or ReadOnlyMemory of bytes) is JSON already. It is checked and copied;
/// what turns out not to be one JSON value is written as a string, so that nothing is lost and the event stays valid.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class RawJsonAttribute : Attribute;
