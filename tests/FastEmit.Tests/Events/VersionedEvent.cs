using FastEmit.Events;

namespace FastEmit.Tests.Events;

/// <summary>An event whose second form is on the wire; none of its members has to be written.</summary>
[HookEvent("versioned", Version = 2, Receive = true)]
public readonly partial record struct VersionedEvent(
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] string? Text);
