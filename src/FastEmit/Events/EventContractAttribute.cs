using System.ComponentModel;

namespace FastEmit.Events;

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
