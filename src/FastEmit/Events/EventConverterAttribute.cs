namespace FastEmit.Events;

/// <summary>Has a member, or all members of a type, written by a converter of the user's own.</summary>
/// <param name="converter">A type that implements <see cref="IEventConverter{T}"/> for the member's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class EventConverterAttribute(Type converter) : Attribute
{
    /// <summary>The converter's type.</summary>
    public Type Converter { get; } = converter;
}
