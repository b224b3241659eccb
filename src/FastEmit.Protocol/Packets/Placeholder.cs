namespace FastEmit.Protocol.Packets;

/// <summary>A stand-in for an attachment.</summary>
/// <param name="Start">Where its brace opens.</param>
/// <param name="End">Behind its closing brace.</param>
/// <param name="Number">The attachment's number.</param>
internal readonly record struct Placeholder(int Start, int End, int Number);
