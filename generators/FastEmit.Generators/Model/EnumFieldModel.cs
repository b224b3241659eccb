namespace FastEmit.Generators.Model;

/// <summary>A named value of an enum.</summary>
/// <param name="JsonName">The name that is written.</param>
/// <param name="Bits">The value as 64 bits.</param>
internal sealed record EnumFieldModel(string JsonName, ulong Bits);
