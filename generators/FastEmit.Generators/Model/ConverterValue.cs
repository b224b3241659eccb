namespace FastEmit.Generators.Model;

/// <summary>A value that the user's own converter writes.</summary>
internal sealed record ConverterValue(string ConverterType, string ValueType) : ValueModel;
