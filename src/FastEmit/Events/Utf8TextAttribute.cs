namespace FastEmit.Events;

/// <summary>
/// Says that a member (byte[], Memory or ReadOnlyMemory of bytes) is text in UTF-8, to be written as a string. What is
/// not valid UTF-8 becomes U+FFFD.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class Utf8TextAttribute : Attribute;
