namespace FastEmit.Events;

/// <summary>
/// Allows a type that contains itself, a tree: it is written down to a depth, and what would be deeper as <c>null</c>. Without it such a type
/// is refused (FE009), because a chain without an end would never stop.
/// </summary>
/// <param name="depth">How many objects of such types may be inside of each other: 1 to 64.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class MaxDepthAttribute(int depth) : Attribute
{
    /// <summary>How many objects of such types may be inside of each other.</summary>
    public int Depth { get; } = depth;
}
