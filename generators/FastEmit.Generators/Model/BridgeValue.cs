namespace FastEmit.Generators.Model;

/// <summary>A value that the user's own converter of System.Text.Json writes.</summary>
internal sealed record BridgeValue(string ConverterType, string ValueType) : ValueModel;
