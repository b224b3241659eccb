using FastEmit.Events;

namespace FastEmit.Collector.Tests.Typed;

[HookEvent("picture", Namespace = "/hook", Receive = true)]
public readonly partial record struct Picture(
    string Name, [property: Attachment] byte[]? Bytes, [property: Attachment] ReadOnlyMemory<byte> More, [property: Utf8Text] ReadOnlyMemory<byte> Caption);
