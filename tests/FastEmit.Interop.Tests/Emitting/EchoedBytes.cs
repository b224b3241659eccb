using FastEmit.Events;

namespace FastEmit.Interop.Tests.Emitting;

/// <summary>What the client's server sends back.</summary>
[HookEvent("echo")]
internal readonly partial record struct EchoedBytes(
    [property: Attachment] byte[] First, string Text, [property: Attachment] ReadOnlyMemory<byte> Second);
