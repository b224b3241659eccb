using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Reads single elements of a packet's JSON array.</summary>
internal static class ArgumentReader
{
    private static readonly JsonReaderOptions DeepOptions = new() { MaxDepth = PacketLimits.DeepestJson };

    /// <summary>The raw JSON of element <paramref name="index"/>; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> array, int index)
    {
        Utf8JsonReader reader = new(array, DeepOptions);
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

        return Deserialize(attachments.Count == 0 ? raw : WithAttachments(raw, attachments), typeInfo);
    }

    /// <summary>The serializer's own limit is 64 levels, unless the type's options say otherwise; a packet may be deeper.</summary>
    private static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return JsonSerializer.Deserialize(json, typeInfo);
        }
        catch (JsonException) when (typeInfo.Options.MaxDepth == 0 && IsDeep(json))
        {
            Utf8JsonReader reader = new(json, DeepOptions);
            return JsonSerializer.Deserialize(ref reader, typeInfo);
        }
    }

    private static bool IsDeep(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, DeepOptions);
        while (reader.Read())
        {
            if (reader.CurrentDepth >= 64)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Puts base64 strings where the placeholders are, which is the form in which the serializer knows binary, and leaves every other byte
    /// as it came. It costs copies; who wants the bytes alone takes them from the event.
    /// </summary>
    private static ReadOnlySpan<byte> WithAttachments(ReadOnlySpan<byte> raw, in AttachmentList attachments)
    {
        ArrayBufferWriter<byte> output = new(raw.Length + (attachments.Bytes.Length * 2));
        int copied = 0;
        foreach (Placeholder placeholder in Placeholders.Find(raw))
        {
            output.Write(raw[copied..placeholder.Start]);
            WriteBase64(output, attachments[placeholder.Number]);
            copied = placeholder.End;
        }

        output.Write(raw[copied..]);
        return output.WrittenSpan;
    }

    private static void WriteBase64(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.Write("\""u8);
        Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out int written);
        output.Advance(written);
        output.Write("\""u8);
    }
}
