namespace FastEmit.Events;

/// <summary>Writes values of a type that FastEmit does not know, or knows otherwise.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IEventConverter<in T>
{
    /// <summary>
    /// Writes exactly one JSON value. Called on the thread that emits, so it should neither block nor allocate.
    /// </summary>
    static abstract void Write(ref EventWriter writer, T value);
}

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
