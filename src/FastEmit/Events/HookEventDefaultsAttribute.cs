namespace FastEmit.Events;

/// <summary>What holds for all events of an assembly that do not say otherwise.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HookEventDefaultsAttribute : Attribute
{
    /// <summary>How members are named in JSON.</summary>
    public EventNaming Naming { get; set; }

    /// <summary>The Socket.IO namespace of events that name none; null for <c>/</c>.</summary>
    public string? Namespace { get; set; }
}
