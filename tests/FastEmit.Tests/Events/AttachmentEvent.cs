using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("file", Namespace = "/files")]
public readonly partial record struct AttachmentEvent(
    string Name,
    [property: Attachment] byte[]? First,
    [property: Attachment] ReadOnlyMemory<byte> Second,
    [property: Attachment] ReadOnlyMemory<byte>? Third);
