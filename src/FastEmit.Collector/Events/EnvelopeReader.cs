using System.Runtime.InteropServices;
using System.Text.Json;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Events;

/// <summary>
/// Takes an envelope apart: <c>[["pre_tool",{…}],["post_tool",{…}]]</c>, each element an event's own argument array. Not thread-safe;
/// allocates nothing once it has seen its largest envelope.
/// </summary>
internal sealed class EnvelopeReader
{
    private readonly List<EnvelopeElement> _elements = [];

    /// <summary>The events of the envelope that was read last.</summary>
    public ReadOnlySpan<EnvelopeElement> Elements => CollectionsMarshal.AsSpan(_elements);

    /// <summary>Finds the events. False when this is no envelope: nothing of it is to be taken for one.</summary>
    /// <param name="argument">The packet's only argument.</param>
    public bool TryRead(ReadOnlySpan<byte> argument)
    {
        _elements.Clear();
        try
        {
            return TryReadElements(argument);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryReadElements(ReadOnlySpan<byte> argument)
    {
        Utf8JsonReader reader = new(argument, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
            {
                return false;
            }

            int nameStart = (int)reader.TokenStartIndex;
            int nameEnd = (int)reader.BytesConsumed;
            int dataStart = nameEnd;
            int dataEnd = nameEnd;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                dataStart = dataStart == nameEnd ? (int)reader.TokenStartIndex : dataStart;
                reader.Skip();
                dataEnd = (int)reader.BytesConsumed;
            }

            _elements.Add(new EnvelopeElement(nameStart, nameEnd, dataStart, dataEnd));
        }

        // Nothing may follow: then it would not be the packet's only argument.
        return reader.TokenType == JsonTokenType.EndArray && argument[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty;
    }
}

/// <summary>Where one event lies in an envelope's JSON, in bytes from its beginning.</summary>
/// <param name="NameStart">The event's name, quotes included.</param>
/// <param name="NameEnd">Behind it.</param>
/// <param name="DataStart">The arguments behind the name; equal to <paramref name="DataEnd"/> when there are none.</param>
/// <param name="DataEnd">Behind them.</param>
internal readonly record struct EnvelopeElement(int NameStart, int NameEnd, int DataStart, int DataEnd);
