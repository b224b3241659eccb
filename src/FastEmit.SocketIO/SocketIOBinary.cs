using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <summary>
/// Bytes inside a typed payload that travel as a binary attachment instead of base64 text. Both ways: a received attachment may be read
/// into it (or into byte[]).
/// </summary>
/// <param name="Bytes">Not copied: the memory must stay unchanged until the emit has returned.</param>
[JsonConverter(typeof(SocketIOBinaryConverter))]
public readonly record struct SocketIOBinary(ReadOnlyMemory<byte> Bytes);

/// <summary>
/// Writes <see cref="SocketIOBinary"/> as an attachment while a packet is being emitted, and as base64 anywhere else. Metadata that the
/// compiler generates in other assemblies names it; there is no need to name it by hand.
/// </summary>
public sealed class SocketIOBinaryConverter : JsonConverter<SocketIOBinary>
{
    /// <summary>Reads base64, into which received placeholders have been turned.</summary>
    public override SocketIOBinary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetBytesFromBase64());

    /// <summary>Writes a placeholder and leaves the bytes with the packet that the writer is part of.</summary>
    public override void Write(Utf8JsonWriter writer, SocketIOBinary value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (PacketBuilder.WritingWith(writer) is not { } packet)
        {
            writer.WriteBase64StringValue(value.Bytes.Span);
            return;
        }

        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, true);
        writer.WriteNumber("num"u8, packet.Attach(new ReadOnlySequence<byte>(value.Bytes)));
        writer.WriteEndObject();
    }
}
