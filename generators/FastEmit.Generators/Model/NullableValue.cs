namespace FastEmit.Generators.Model;

/// <summary>A <see cref="Nullable{T}"/>: <c>null</c>, or its value.</summary>
internal sealed record NullableValue(ValueModel Inner) : ValueModel;
