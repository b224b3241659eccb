namespace FastEmit.Generators.Model;

/// <summary>A value that one call writes.</summary>
/// <param name="Kind">Which call.</param>
/// <param name="Cast">The type to convert to first, if the call takes another (enums, small integers); else null.</param>
internal sealed record ScalarValue(ScalarKind Kind, string? Cast = null) : ValueModel;
