namespace FastEmit.Generators.Model;

/// <summary>A string with a maximum length.</summary>
/// <param name="MaxLength">The maximum length in characters.</param>
/// <param name="Reject">Whether a longer string makes the event refused, instead of being cut.</param>
internal sealed record LimitedStringValue(int MaxLength, bool Reject) : ValueModel;
