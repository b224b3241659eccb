namespace FastEmit.Generators.Model;

/// <summary>A JSON object; <paramref name="Name"/> is the class of its serializer.</summary>
internal sealed record ObjectValue(string Name) : ValueModel;
