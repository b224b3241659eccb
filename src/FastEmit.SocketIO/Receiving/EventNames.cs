using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Event names between their JSON form and text.</summary>
internal static class EventNames
{
    /// <summary>The text of a JSON string; the digits of a number.</summary>
    public static string Decode(ReadOnlySpan<byte> raw) =>
        raw.IsEmpty || raw[0] != (byte)'"' ? Encoding.UTF8.GetString(raw) : JsonText.Decode(raw[1..^1]);
}
