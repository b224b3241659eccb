namespace FastEmit.Generators.Model;

/// <summary>An enum written by name.</summary>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="Number">How a value without a name is written.</param>
/// <param name="IsFlags">Whether values combine.</param>
/// <param name="Fields">Its values, one name each, by ascending bits.</param>
internal sealed record EnumModel(string TypeName, ScalarKind Number, bool IsFlags, EquatableArray<EnumFieldModel> Fields);
