namespace FastEmit.Events;

/// <summary>
/// Keeps a member's value out of the event, whatever its type; also on members of nested types. Null stays null.
/// </summary>
/// <param name="mode">What is written instead.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class RedactAttribute(RedactMode mode = RedactMode.Mask) : Attribute
{
    /// <summary>What is written instead.</summary>
    public RedactMode Mode { get; } = mode;
}
