namespace FastEmit.Hooks.Redaction;

/// <summary>Secrets that can be told by how they begin.</summary>
/// <param name="Prefix">How they begin; it is kept, so that a reader knows what was there.</param>
/// <param name="MinLength">Characters behind the prefix from which on it is one.</param>
/// <param name="WithDots">Whether dots are part of it, beside letters, digits, <c>_</c> and <c>-</c>.</param>
internal readonly record struct TokenPattern(string Prefix, int MinLength, bool WithDots = false);
