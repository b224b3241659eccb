using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>The rules for the payload of each packet type. Every method returns the reason for a refusal, or null.</summary>
internal static class PayloadRules
{
    /// <exception cref="JsonException">The payload is not valid JSON.</exception>
    public static string? Judge(
        SocketIOPacketType type,
        int attachments,
        ReadOnlySpan<byte> data,
        int maxDepth,
        PayloadCheck check,
        out ReadOnlySpan<byte> eventName)
    {
        eventName = default;
        switch (type)
        {
            case SocketIOPacketType.Event or SocketIOPacketType.Ack
                when check == PayloadCheck.Envelope && JudgeEnvelope(type, data, out eventName) is null:
                // Forms that the quick check does not cover (white space, a fraction as a name) are left to the full validation below.
                return null;
            case SocketIOPacketType.Event or SocketIOPacketType.BinaryEvent:
                return JudgeEvent(data, attachments, maxDepth, out eventName);
            case SocketIOPacketType.Ack or SocketIOPacketType.BinaryAck:
                return JudgeAck(data, attachments, maxDepth);
            case SocketIOPacketType.Connect:
                return JudgeConnect(data, maxDepth);
            case SocketIOPacketType.ConnectError:
                return JudgeConnectError(data, maxDepth);
            default:
                return data.IsEmpty ? null : "a DISCONNECT with a payload";
        }
    }

    private static string? JudgeEvent(ReadOnlySpan<byte> data, int attachments, int maxDepth, out ReadOnlySpan<byte> eventName)
    {
        eventName = default;
        if (data.IsEmpty || data[0] != (byte)'[')
        {
            return "an event whose payload is not an array";
        }

        Utf8JsonReader reader = NewReader(data, maxDepth);
        reader.Read();
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        int end = (int)reader.BytesConsumed;
        if (reader.TokenType == JsonTokenType.String)
        {
            eventName = data[start..end];
            if (ReservedEvents.ContainsJson(eventName))
            {
                return "an event with a reserved name";
            }
        }
        else if (reader.TokenType == JsonTokenType.Number)
        {
            eventName = data[start..end];
        }
        else
        {
            return "an event whose name is neither a string nor a number";
        }

        return Placeholders.Judge(ref reader, attachments, maxDepth);
    }

    private static string? JudgeAck(ReadOnlySpan<byte> data, int attachments, int maxDepth)
    {
        if (data.IsEmpty || data[0] != (byte)'[')
        {
            return "an ack whose payload is not an array";
        }

        Utf8JsonReader reader = NewReader(data, maxDepth);
        return Placeholders.Judge(ref reader, attachments, maxDepth);
    }

    private static string? JudgeConnect(ReadOnlySpan<byte> data, int maxDepth)
    {
        if (data.IsEmpty)
        {
            return null;
        }

        if (data[0] != (byte)'{')
        {
            return "a CONNECT whose payload is not an object";
        }

        Utf8JsonReader reader = NewReader(data, maxDepth);
        return Placeholders.Judge(ref reader, 0, maxDepth);
    }

    private static string? JudgeConnectError(ReadOnlySpan<byte> data, int maxDepth)
    {
        if (data.IsEmpty || data[0] is not ((byte)'{' or (byte)'"'))
        {
            return "a CONNECT_ERROR whose payload is neither an object nor a string";
        }

        Utf8JsonReader reader = NewReader(data, maxDepth);
        return Placeholders.Judge(ref reader, 0, maxDepth);
    }

    private static string? JudgeEnvelope(SocketIOPacketType type, ReadOnlySpan<byte> data, out ReadOnlySpan<byte> eventName)
    {
        eventName = default;
        if (data.Length < 2 || data[0] != (byte)'[' || data[^1] != (byte)']')
        {
            return "a payload that is not an array";
        }

        if (type == SocketIOPacketType.Ack)
        {
            return null;
        }

        ReadOnlySpan<byte> elements = data[1..^1];
        int length = LengthOfName(elements);
        if (length == 0)
        {
            return "an event whose name is neither a string nor a number";
        }

        eventName = elements[..length];
        if (length < elements.Length && elements[length] != (byte)',')
        {
            return "an event whose name is not followed by a comma";
        }

        return eventName[0] == (byte)'"' && ReservedEvents.ContainsJson(eventName) ? "an event with a reserved name" : null;
    }

    /// <summary>The length of the leading JSON string or integer; zero when the elements begin with another value.</summary>
    private static int LengthOfName(ReadOnlySpan<byte> elements)
    {
        if (elements.IsEmpty)
        {
            return 0;
        }

        if (elements[0] != (byte)'"')
        {
            int end = elements.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            return end < 0 ? elements.Length : end;
        }

        int position = 1;
        while (true)
        {
            int step = elements[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                return 0;
            }

            position += step + 1;
            if (elements[position - 1] == (byte)'"')
            {
                return position;
            }

            // The character after a backslash is never the closing quote.
            if (++position > elements.Length)
            {
                return 0;
            }
        }
    }

    private static Utf8JsonReader NewReader(ReadOnlySpan<byte> data, int maxDepth) =>
        new(data, new JsonReaderOptions { MaxDepth = maxDepth });
}

/// <summary>The part of a packet's JSON that a reader validates.</summary>
internal enum PayloadCheck
{
    /// <summary>All of it: valid JSON of the right shape, in one pass.</summary>
    Strict,

    /// <summary>
    /// For a hot path whose consumer parses the JSON itself or only counts: only an array's brackets and first element are validated.
    /// Packets other than plain events and acks are validated fully.
    /// </summary>
    Envelope,
}
