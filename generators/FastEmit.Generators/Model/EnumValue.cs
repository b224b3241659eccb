namespace FastEmit.Generators.Model;

/// <summary>An enum written by name.</summary>
/// <param name="Name">The class of its serializer.</param>
/// <param name="AsKey">Whether it is a dictionary's key, so that a value without a name is written in quotes too.</param>
internal sealed record EnumValue(string Name, bool AsKey = false) : ValueModel;
