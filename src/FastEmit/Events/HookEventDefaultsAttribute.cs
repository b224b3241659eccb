namespace FastEmit.Events;

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
