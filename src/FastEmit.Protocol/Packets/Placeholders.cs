using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>
/// The stand-ins for attachments in a binary packet's JSON, <c>{"_placeholder":true,"num":i}</c> with 0 ≤ i &lt; n. A number that is none,
/// or out of range, is an attack on naive receivers (CVE-2022-2421).
/// </summary>
internal static class Placeholders
{
    /// <summary>Reads what is left of a payload to its end. Returns the reason for a refusal, or null.</summary>
    /// <exception cref="JsonException">The rest is not valid JSON.</exception>
    public static string? Judge(ref Utf8JsonReader reader, int attachments)
    {
        if (attachments == 0)
        {
            while (reader.Read())
            {
            }

            return null;
        }

        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("_placeholder"u8))
            {
                if (reader.Read() && reader.TokenType == JsonTokenType.True && !TryReadNumber(ref reader, attachments))
                {
                    return "an illegal attachment placeholder";
                }
            }
        }

        return null;
    }

    /// <summary>The official writers put <c>num</c> right behind <c>_placeholder</c>; nothing else is accepted.</summary>
    private static bool TryReadNumber(ref Utf8JsonReader reader, int attachments) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("num"u8)
        && reader.Read() && reader.TokenType == JsonTokenType.Number
        && reader.TryGetInt32(out int number) && number >= 0 && number < attachments;
}
