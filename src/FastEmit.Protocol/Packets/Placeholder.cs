namespace FastEmit.Protocol.Packets;

/// <summary>A placeholder for an attachment.</summary>
/// <param name="Start">The position of its opening brace.</param>
/// <param name="End">The position after its closing brace.</param>
/// <param name="Number">The attachment's number.</param>
internal readonly record struct Placeholder(int Start, int End, int Number);
