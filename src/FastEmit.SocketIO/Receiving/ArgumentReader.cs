using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Reads single elements of a packet's JSON array.</summary>
internal static class ArgumentReader
{
    /// <summary>The raw JSON of element <paramref name="index"/>; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> array, int index)
    {
        Utf8JsonReader reader = new(array);
        reader.Read();
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (i == index)
            {
                return array[start..(int)reader.BytesConsumed];
            }
        }

        return default;
    }

    /// <summary>Everything behind the first element, which ends at <paramref name="firstEnd"/>, and its comma.</summary>
    public static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> array, int firstEnd)
    {
        ReadOnlySpan<byte> rest = array[firstEnd..array.LastIndexOf((byte)']')].Trim(" \t\r\n"u8);
        return rest.IsEmpty ? rest : rest[1..].TrimStart(" \t\r\n"u8);
    }

    public static T? Read<T>(ReadOnlySpan<byte> array, int index, JsonTypeInfo<T> typeInfo, in AttachmentList attachments)
    {
        ReadOnlySpan<byte> raw = Raw(array, index);
        if (raw.IsEmpty)
        {
            return default;
        }

        return attachments.Count == 0 ? JsonSerializer.Deserialize(raw, typeInfo) : ReadWithAttachments(raw, typeInfo, attachments);
    }

    /// <summary>
    /// Puts base64 strings where the placeholders are, which is the form in which the serializer knows binary. It costs copies; who wants
    /// the bytes as they came takes them from the event.
    /// </summary>
    private static T? ReadWithAttachments<T>(ReadOnlySpan<byte> raw, JsonTypeInfo<T> typeInfo, in AttachmentList attachments)
    {
        ArrayBufferWriter<byte> output = new(raw.Length + (attachments.Bytes.Length * 2));
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { SkipValidation = true }))
        {
            Utf8JsonReader reader = new(raw);
            while (reader.Read())
            {
                CopyToken(ref reader, writer, attachments);
            }
        }

        return JsonSerializer.Deserialize(output.WrittenSpan, typeInfo);
    }

    private static void CopyToken(ref Utf8JsonReader reader, Utf8JsonWriter writer, in AttachmentList attachments)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when TryReadPlaceholder(ref reader, out int number):
                writer.WriteBase64StringValue(attachments[number]);
                break;
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private static bool TryReadPlaceholder(ref Utf8JsonReader reader, out int number)
    {
        number = 0;
        Utf8JsonReader ahead = reader;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueTextEquals("_placeholder"u8)
            || !ahead.Read() || ahead.TokenType != JsonTokenType.True || !ahead.Read() || !ahead.ValueTextEquals("num"u8)
            || !ahead.Read() || !ahead.TryGetInt32(out number))
        {
            return false;
        }

        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndObject)
        {
            ahead.Skip();
        }

        reader = ahead;
        return true;
    }
}
