using System.Text.Json;
using System.Text.Unicode;
using FastEmit.Protocol.Packets;

namespace FastEmit.Records;

/// <summary>Data of an event that the caller has as JSON.</summary>
internal static class JsonPayload
{
    /// <summary>The value without white space around it, and whether it is an object with a timestamp of its own.</summary>
    /// <exception cref="JsonException">The data is not one valid JSON value.</exception>
    public static ReadOnlySpan<byte> RequireOneValue(ReadOnlySpan<byte> utf8Json, out bool hasTimestamp)
    {
        if (!Utf8.IsValid(utf8Json))
        {
            throw new JsonException("The data is not valid UTF-8.");
        }

        Utf8JsonReader reader = new(utf8Json, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        hasTimestamp = false;
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                hasTimestamp |= reader.ValueTextEquals("timestamp"u8);
                reader.Skip();
            }
        }
        else
        {
            reader.Skip();
        }

        int end = (int)reader.BytesConsumed;
        reader.Read(); // throws when anything but white space follows
        return utf8Json[start..end];
    }
}
