namespace FastEmit.Generators.Model;

/// <summary>A value that one call writes.</summary>
/// <param name="Kind">The call.</param>
/// <param name="Cast">The type to convert to first, if the call accepts another one (enums, small integers); otherwise null.</param>
/// <param name="Quoted">Whether a number is written as a string.</param>
/// <param name="CanParse">Whether a value that formats itself can be parsed from its text.</param>
/// <param name="NamedFloats">Whether NaN and the infinities are written by name instead of as null.</param>
internal sealed record ScalarValue(ScalarKind Kind, string? Cast = null, bool Quoted = false, bool NamedFloats = false, bool CanParse = false) : ValueModel;
