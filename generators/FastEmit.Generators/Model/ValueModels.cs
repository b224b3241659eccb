namespace FastEmit.Generators.Model;

/// <summary>How a value is written.</summary>
internal abstract record ValueModel;

/// <summary>A <see cref="Nullable{T}"/>: <c>null</c>, or its value.</summary>
internal sealed record NullableValue(ValueModel Inner) : ValueModel;

/// <summary>A string with a maximum length.</summary>
/// <param name="MaxLength">The maximum length in characters.</param>
/// <param name="Reject">Whether a longer string makes the event refused, instead of being cut.</param>
internal sealed record LimitedStringValue(int MaxLength, bool Reject) : ValueModel;

/// <summary>An enum written by name.</summary>
/// <param name="Name">The class of its serializer.</param>
/// <param name="AsKey">Whether it is a dictionary's key, so that a value without a name is written in quotes too.</param>
internal sealed record EnumValue(string Name, bool AsKey = false) : ValueModel;

/// <summary>A JSON object; <paramref name="Name"/> is the class of its serializer.</summary>
internal sealed record ObjectValue(string Name) : ValueModel;

/// <summary>A value that the user's own converter writes.</summary>
/// <param name="ConverterType">The converter, fully qualified.</param>
/// <param name="ValueType">The type that it writes.</param>
/// <param name="CanRead">Whether it reads that type as well.</param>
internal sealed record ConverterValue(string ConverterType, string ValueType, bool CanRead) : ValueModel;

/// <summary>A value that the user's own converter of System.Text.Json writes.</summary>
internal sealed record BridgeValue(string ConverterType, string ValueType) : ValueModel;

/// <summary>Bytes that are sent beside the packet, which has a placeholder for them.</summary>
/// <param name="IsArray">Whether it is an array, which can be null.</param>
internal sealed record AttachmentValue(bool IsArray) : ValueModel;
