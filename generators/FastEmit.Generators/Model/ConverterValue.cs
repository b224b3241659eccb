namespace FastEmit.Generators.Model;

/// <summary>A value that the user's own converter writes.</summary>
/// <param name="ConverterType">The converter, fully qualified.</param>
/// <param name="ValueType">The type that it writes.</param>
/// <param name="CanRead">Whether it reads that type as well.</param>
internal sealed record ConverterValue(string ConverterType, string ValueType, bool CanRead) : ValueModel;
