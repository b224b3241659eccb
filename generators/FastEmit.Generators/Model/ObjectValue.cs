namespace FastEmit.Generators.Model;

/// <summary>A JSON object; <paramref name="Index"/> is its place among the event's objects.</summary>
internal sealed record ObjectValue(int Index) : ValueModel;
