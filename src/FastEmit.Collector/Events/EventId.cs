using System.Buffers;
using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Events;

/// <summary>
/// Finds the <c>event_id</c> of an event, which emitters add as one of the last members of its object. Only the ids that FastEmit makes count:
/// their random bits name the emitter, or the event, among all others. An application's own <c>event_id</c> may be the number of a kind of event.
/// </summary>
internal static class EventId
{
    /// <summary>The longest id that FastEmit makes: an emitter's.</summary>
    public const int MaxLength = EmitterDigits + 1 + MaxNumberDigits;

    private const int EmitterDigits = 16;
    private const int MaxNumberDigits = 20;
    private const int HookDigits = 36;
    private const int MessageDigits = 32;

    private static readonly SearchValues<byte> Hexadecimal = SearchValues.Create("0123456789abcdef"u8);

    private static readonly JsonReaderState DeepState = new(new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });

    private static ReadOnlySpan<byte> Member => "\"event_id\":\""u8;

    /// <summary>
    /// The id as it stands in the JSON, without its quotes; empty when the event has none of FastEmit's. The search looks at the whole event once;
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
        ReadOnlySpan<byte> id = length >= 0 && value[length..].SequenceEqual("\"}"u8) && data[0] == (byte)'{' ? value[..length] : Search(data);
        return IsOurs(id) ? id : default;
    }

    /// <summary>
    /// Whether an id is an emitter's (<c>3f0c1f3e8a1b4b2c-17</c>: 64 random bits and a number), a hook event's (36 hexadecimal digits, a time and
    /// 96 random bits) or that of a message of a transcript (32, a hash of what the agent names it).
    /// </summary>
    private static bool IsOurs(ReadOnlySpan<byte> id) => id.Length switch
    {
        HookDigits or MessageDigits when !id.ContainsAnyExcept(Hexadecimal) => true,
        > EmitterDigits + 1 and <= MaxLength =>
            id[EmitterDigits] == (byte)'-'
            && !id[..EmitterDigits].ContainsAnyExcept(Hexadecimal)
            && !id[(EmitterDigits + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'),
        _ => false,
    };

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
