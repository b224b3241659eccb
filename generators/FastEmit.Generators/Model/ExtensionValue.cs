namespace FastEmit.Generators.Model;

/// <summary>Pairs that are written as further members of their object, after its own.</summary>
internal sealed record ExtensionValue(DictionaryValue Pairs) : ValueModel;
