using System.Text.Json.Serialization;

namespace FastEmit.SocketIO;

/// <summary>
/// Bytes inside a typed payload that travel as a binary attachment instead of base64 text. Both ways: a received attachment may be read
/// into it (or into byte[]).
/// </summary>
/// <param name="Bytes">Not copied: the memory must stay unchanged until the emit has returned.</param>
[JsonConverter(typeof(SocketIOBinaryConverter))]
public readonly record struct SocketIOBinary(ReadOnlyMemory<byte> Bytes);
