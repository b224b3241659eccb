namespace FastEmit.Generators.Model;

/// <summary>An enum written by name; <paramref name="Index"/> is its place among the event's enums.</summary>
internal sealed record EnumValue(int Index) : ValueModel;
