using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("acting", Namespace = "/files")]
public readonly partial record struct ActingEvent(
    string Name,
    [property: Attachment] byte[]? Before,
    [property: EventConverter(typeof(Acting))] string Act,
    [property: Attachment] byte[]? After);
