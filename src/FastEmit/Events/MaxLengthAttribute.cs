namespace FastEmit.Events;

/// <summary>Bounds a string member.</summary>
/// <param name="length">The greatest length in UTF-16 characters: 1 or more.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class MaxLengthAttribute(int length) : Attribute
{
    /// <summary>The greatest length in UTF-16 characters.</summary>
    public int Length { get; } = length;

    /// <summary>
    /// False (the default) cuts a longer string before the limit, never inside of a character, and ends it with
    /// <c>…</c>; true refuses the event with <see cref="EmitResult.TooLarge"/>.
    /// </summary>
    public bool Reject { get; set; }
}
