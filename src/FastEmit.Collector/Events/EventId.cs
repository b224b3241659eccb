using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Events;

/// <summary>Finds the <c>event_id</c> of an event, which emitters add as one of the last members of its object.</summary>
internal static class EventId
{
    private static readonly JsonReaderState DeepState = new(new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });

    private static ReadOnlySpan<byte> Member => "\"event_id\":\""u8;

    /// <summary>
    /// The id as it stands in the JSON, without its quotes; empty when the event has none. The search looks at the whole event once;
    /// the JSON is read only when the member is somewhere else than where an emitter puts it.
    /// </summary>
    /// <param name="data">An event's arguments.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> data)
    {
        // Inside a string the first of its quotes would be escaped, so what is found is always a member, if not always the object's own.
        int start = data.LastIndexOf(Member);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> value = data[(start + Member.Length)..];
        int length = value.IndexOfAny((byte)'"', (byte)'\\');
        return length >= 0 && value[length..].SequenceEqual("\"}"u8) && data[0] == (byte)'{' ? value[..length] : Search(data);
    }

    /// <summary>The member of the first argument itself, not of an object inside it.</summary>
    private static ReadOnlySpan<byte> Search(ReadOnlySpan<byte> data)
    {
        try
        {
            Utf8JsonReader reader = new(data, isFinalBlock: false, DeepState);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isId = JsonText.Is(ref reader, "event_id"u8);
                if (!reader.Read() || !reader.TrySkip())
                {
                    return default;
                }

                if (isId)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
                }
            }
        }
        catch (JsonException)
        {
            // Not validated: without JSON there is no id.
        }

        return default;
    }
}
