using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FastEmit.SocketIO.Sending;

/// <summary>
/// Writes a placeholder and leaves the bytes with the packet that is being built on this thread; base64 where no packet is being built.
/// It reads base64, into which the receiving side turns placeholders.
/// </summary>
internal sealed class BinaryConverter : JsonConverter<SocketIOBinary>
{
    public override SocketIOBinary Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, SocketIOBinary value, JsonSerializerOptions options)
    {
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
