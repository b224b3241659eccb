namespace FastEmit.Events;

/// <summary>
/// Marks a partial record (class or struct) as an event, or an interface or base class of several, told apart as
/// <c>[JsonDerivedType]</c> says. The source generator adds its serializer and its <c>Emit</c> methods.
/// </summary>
/// <param name="name">The Socket.IO event name; must not be empty or one of the names that Socket.IO reserves.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, Inherited = false)]
public sealed class HookEventAttribute(string name) : Attribute
{
    /// <summary>The Socket.IO event name.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The Socket.IO namespace, beginning with a slash. The default is the assembly's
    /// (<see cref="HookEventDefaultsAttribute.Namespace"/>), and without one the main namespace, <c>/</c>.
    /// </summary>
    public string Namespace { get; set; } = "/";

    /// <summary>Whether a reader is generated as well (<see cref="SocketIO.Events.IReceivedEvent{TSelf}"/>), for programs that receive the event.</summary>
    public bool Receive { get; set; }

    /// <summary>
    /// The version of the event's form, sent as its first member, <c>"v":2</c>; 0, the default, sends none. Raised, it says that a change
    /// is meant: the compiler does not warn of what it breaks.
    /// </summary>
    public int Version { get; set; }

    /// <summary>How the event's members, and those of the objects in it, are named in JSON.</summary>
    public EventNaming Naming { get; set; }
}
