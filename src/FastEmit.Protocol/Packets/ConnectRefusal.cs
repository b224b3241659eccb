using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>The payload of a CONNECT_ERROR: a string, or an object with a message and optional data.</summary>
/// <param name="Message">The server's message, or a default one.</param>
/// <param name="Data">Its details as UTF-8 JSON; empty when there are none.</param>
internal sealed record ConnectRefusal(string Message, byte[] Data)
{
    private const string NoWords = "the server refused the namespace";

    /// <summary>Reads data that <see cref="PacketReader"/> has validated as a string or an object.</summary>
    public static ConnectRefusal Read(ReadOnlySpan<byte> data)
    {
        string message = NoWords;
        byte[] details = [];
        Utf8JsonReader reader = new(data, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ConnectRefusal(JsonText.Decode(reader.ValueSpan), details);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMessage = JsonText.Is(ref reader, "message"u8);
            bool isData = JsonText.Is(ref reader, "data"u8);
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            message = isMessage && reader.TokenType == JsonTokenType.String ? JsonText.Decode(reader.ValueSpan) : message;
            reader.Skip();
            details = isData ? data[start..(int)reader.BytesConsumed].ToArray() : details;
        }

        return new ConnectRefusal(message, details);
    }
}
