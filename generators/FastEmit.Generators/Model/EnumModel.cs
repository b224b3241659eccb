namespace FastEmit.Generators.Model;

/// <summary>An enum written by name.</summary>
/// <param name="Name">The class of its serializer.</param>
/// <param name="IsShared">Whether all events of the project share it.</param>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="Number">How a value without a name is written.</param>
/// <param name="IsFlags">Whether values combine.</param>
/// <param name="Fields">Its values, one name per value, by ascending bits.</param>
/// <param name="Summary">The text of its documentation, for the contract; null without one.</param>
internal sealed record EnumModel(
    string Name, bool IsShared, string TypeName, ScalarKind Number, bool IsFlags, EquatableArray<EnumFieldModel> Fields, string? Summary) : NestedModel(Name, IsShared);
