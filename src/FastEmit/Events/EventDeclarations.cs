using System.ComponentModel;

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

/// <summary>What holds for all events of an assembly that do not say otherwise.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HookEventDefaultsAttribute : Attribute
{
    /// <summary>How members are named in JSON.</summary>
    public EventNaming Naming { get; set; }

    /// <summary>
    /// Whether enums are written by name, as with <c>JsonStringEnumConverter</c>. A converter on a member or an enum goes before it.
    /// </summary>
    public bool EnumsByName { get; set; }

    /// <summary>Whether readers are generated for events that do not say; see <see cref="HookEventAttribute.Receive"/>.</summary>
    public bool Receive { get; set; }

    /// <summary>The Socket.IO namespace of events that name none; null for <c>/</c>.</summary>
    public string? Namespace { get; set; }
}

/// <summary>How the names of members become names in JSON, where no <c>JsonPropertyName</c> says it.</summary>
public enum EventNaming
{
    /// <summary>The assembly's <see cref="HookEventDefaultsAttribute"/>, and without one <see cref="SnakeCase"/>.</summary>
    Default = 0,

    /// <summary><c>tool_name</c>, as agent hooks use it.</summary>
    SnakeCase,

    /// <summary><c>toolName</c>.</summary>
    CamelCase,

    /// <summary><c>tool-name</c>.</summary>
    KebabCase,

    /// <summary><c>ToolName</c>: as it is declared.</summary>
    AsDeclared,
}

/// <summary>
/// Allows a type that contains itself, a tree: it is written down to a depth, and what would be deeper as <c>null</c>. Without it such a type
/// is refused (FE009), because a chain without an end would never stop.
/// </summary>
/// <param name="depth">How many objects of such types may be inside of each other: 1 to 64.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class MaxDepthAttribute(int depth) : Attribute
{
    /// <summary>How many objects of such types may be inside of each other.</summary>
    public int Depth { get; } = depth;
}

/// <summary>
/// What an event is on the wire, written into the assembly by the source generator, one for each event. <c>fastemit contract</c> reads it
/// without running the assembly.
/// </summary>
/// <param name="name">The Socket.IO event name.</param>
/// <param name="namespace">The Socket.IO namespace.</param>
/// <param name="type">The name of the event's type.</param>
/// <param name="schema">The JSON Schema (2020-12) of its data.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventContractAttribute(string name, string @namespace, string type, string schema) : Attribute
{
    /// <summary>The Socket.IO event name.</summary>
    public string Name { get; } = name;

    /// <summary>The Socket.IO namespace.</summary>
    public string Namespace { get; } = @namespace;

    /// <summary>The name of the event's type.</summary>
    public string Type { get; } = type;

    /// <summary>The JSON Schema of its data.</summary>
    public string Schema { get; } = schema;
}
