namespace FastEmit.Generators.Model;

/// <summary>Pairs that are written as members of the object that they are in, behind its own.</summary>
internal sealed record ExtensionValue(DictionaryValue Pairs) : ValueModel;
