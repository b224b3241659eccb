namespace FastEmit.Events;

/// <summary>
/// Has a member, or all members of a type, written by a converter of the user's own. On the assembly it counts for all values of exactly the
/// types that the converter implements <see cref="IEventConverter{T}"/> for; a member's own goes first, then the type's, then the assembly's.
/// </summary>
/// <param name="converter">A type that implements <see cref="IEventConverter{T}"/> for the member's type.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Assembly,
    AllowMultiple = true)]
public sealed class EventConverterAttribute(Type converter) : Attribute
{
    /// <summary>The converter's type.</summary>
    public Type Converter { get; } = converter;
}
