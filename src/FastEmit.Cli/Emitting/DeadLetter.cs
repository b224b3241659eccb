using System.Text.Json;

namespace FastEmit.Cli.Emitting;

/// <summary>
/// Recognizes a line that a fallback wrote: <c>{"namespace":"/…","event":"…","data":…,"reason":"…","detail":"…"}</c> and nothing else.
/// Sent as plain data, it would be another event than the lost one.
/// </summary>
internal static class DeadLetter
{
    /// <summary>Whether a fallback wrote the line; <paramref name="isMalformed"/> when its data was not JSON, so that the event cannot be sent.</summary>
    public static bool Is(ReadOnlySpan<byte> line, out bool isMalformed)
    {
        isMalformed = false;
        return line.StartsWith("{\"namespace\":\"/"u8) && HasItsMembers(line, out isMalformed);
    }

    private static bool HasItsMembers(ReadOnlySpan<byte> line, out bool isMalformed)
    {
        isMalformed = false;
        int known = 0;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool needed = reader.ValueTextEquals("namespace"u8) || reader.ValueTextEquals("event"u8) || reader.ValueTextEquals("data"u8);
                bool malformed = reader.ValueTextEquals("malformed"u8);
                if (!needed && !malformed && !reader.ValueTextEquals("reason"u8) && !reader.ValueTextEquals("detail"u8))
                {
                    return false;
                }

                known += needed ? 1 : 0;
                isMalformed |= malformed;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            return false; // the parser of the line reports the error
        }

        return known == 3;
    }
}
