using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FastEmit.Protocol.Packets;

/// <summary>The payload of the server's CONNECT. One without a sid comes from a Socket.IO v2 server.</summary>
/// <param name="Sid">The namespace socket's id. It differs from the engine's.</param>
/// <param name="Pid">The private id for session recovery; null when the server does not support it.</param>
internal sealed record ConnectReply(string Sid, string? Pid)
{
    private const int MaxIdLength = 256;

    /// <summary>Parses data that <see cref="PacketReader"/> has validated as empty or an object.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out ConnectReply? reply)
    {
        if (data.IsEmpty)
        {
            reply = null;
            return false;
        }

        reply = Read(data);
        return reply is not null;
    }

    private static ConnectReply? Read(ReadOnlySpan<byte> data)
    {
        string? sid = null;
        string? pid = null;
        Utf8JsonReader reader = new(data, new JsonReaderOptions { MaxDepth = PacketLimits.DeepestJson });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isSid = JsonText.Is(ref reader, "sid"u8);
            bool isPid = JsonText.Is(ref reader, "pid"u8);
            reader.Read();
            if ((isSid || isPid) && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= MaxIdLength)
            {
                string value = JsonText.Decode(reader.ValueSpan);
                sid = isSid ? value : sid;
                pid = isPid ? value : pid;
            }
            else
            {
                reader.Skip();
            }
        }

        return string.IsNullOrEmpty(sid) ? null : new ConnectReply(sid, pid);
    }
}
