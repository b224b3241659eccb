namespace FastEmit.Generators.Model;

/// <summary>A string of a greatest length.</summary>
/// <param name="MaxLength">Characters.</param>
/// <param name="Reject">Whether a longer one refuses the event instead of being cut.</param>
internal sealed record LimitedStringValue(int MaxLength, bool Reject) : ValueModel;
