namespace FastEmit.Generators.Model;

/// <summary>A derived type that is written with its own members.</summary>
/// <param name="TypeName">The type, fully qualified.</param>
/// <param name="ObjectIndex">Its place among the event's objects.</param>
internal sealed record DerivedModel(string TypeName, int ObjectIndex);
