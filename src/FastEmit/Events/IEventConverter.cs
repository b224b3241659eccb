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
