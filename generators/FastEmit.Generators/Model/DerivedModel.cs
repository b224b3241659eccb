namespace FastEmit.Generators.Model;

/// <summary>A derived type, which is written with its own members.</summary>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="Name">The class of its serializer.</param>
internal sealed record DerivedModel(string TypeName, string Name);
