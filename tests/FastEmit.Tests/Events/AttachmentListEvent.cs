using FastEmit.Events;

namespace FastEmit.Tests.Events;

[HookEvent("files", Namespace = "/files")]
public readonly partial record struct AttachmentListEvent([property: Attachment] byte[][] Files);
