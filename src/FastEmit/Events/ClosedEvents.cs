using System.ComponentModel;

namespace FastEmit.Events;

/// <summary>
/// Names a closed type of a generic event of this assembly, so that it can be sent: <c>[assembly: ClosedEvent(typeof(Changed&lt;Order&gt;))]</c>.
/// Needed only where no code of the assembly names it: generic code that builds it, types that the compiler infers.
/// </summary>
/// <param name="type">The closed type.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ClosedEventAttribute(Type type) : Attribute
{
    /// <summary>The closed type.</summary>
    public Type Type { get; } = type;
}

/// <summary>For generated code: the wire forms of closed types of generic events, registered when the assembly that names them is loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClosedEvents
{
    /// <summary>The partition of an event.</summary>
    public delegate uint Partition<TEvent>(in TEvent value);

    /// <summary>Writes an open packet.</summary>
    public delegate void Write<TEvent>(ref EventWriter writer, in TEvent value);

    /// <summary>Called by a module initializer, before any code of that module can emit.</summary>
    public static void Register<TEvent>(HookEventDescriptor descriptor, Partition<TEvent> partition, Write<TEvent> write)
        where TEvent : IHookEvent<TEvent> => Closed<TEvent>.Form = new Form<TEvent>(descriptor, partition, write);

    /// <summary>What all events of the type share.</summary>
    /// <exception cref="InvalidOperationException">Nothing has closed the type; the message says what does.</exception>
    public static HookEventDescriptor Descriptor<TEvent>()
        where TEvent : IHookEvent<TEvent> => Of<TEvent>().Descriptor;

    /// <inheritdoc cref="IHookEvent{TSelf}.GetPartition"/>
    public static uint GetPartition<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent> => Of<TEvent>().Partition(in value);

    /// <inheritdoc cref="IHookEvent{TSelf}.WriteOpenPacket"/>
    public static void WriteOpenPacket<TEvent>(ref EventWriter writer, in TEvent value)
        where TEvent : IHookEvent<TEvent> => Of<TEvent>().Write(ref writer, in value);

    private static Form<TEvent> Of<TEvent>() => Closed<TEvent>.Form ?? throw NotClosed(typeof(TEvent));

    private static InvalidOperationException NotClosed(Type type) => new(
        $"'{type}' is a generic event that nothing in its assembly names with these types: write [assembly: ClosedEvent(typeof(…))] there.");

    private static class Closed<TEvent>
    {
        internal static Form<TEvent>? Form;
    }

    private sealed record Form<TEvent>(HookEventDescriptor Descriptor, Partition<TEvent> Partition, Write<TEvent> Write);
}
