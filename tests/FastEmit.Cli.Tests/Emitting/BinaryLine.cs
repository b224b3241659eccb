using FastEmit.Events;

namespace FastEmit.Cli.Tests.Emitting;

/// <summary>An event with an attachment.</summary>
[HookEvent("binary", Namespace = "/hook")]
internal readonly partial record struct BinaryLine(string Name, [property: Attachment] byte[] Bytes);
