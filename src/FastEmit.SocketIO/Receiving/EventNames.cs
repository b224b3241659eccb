using System.Text;
using FastEmit.Protocol.Packets;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Event names between their JSON form and text.</summary>
internal static class EventNames
{
    /// <summary>The text of a JSON string; the digits of a number.</summary>
    public static string Decode(ReadOnlySpan<byte> raw) =>
        raw.IsEmpty || raw[0] != (byte)'"' ? Encoding.UTF8.GetString(raw) : JsonText.Decode(raw[1..^1]);

    /// <summary>The UTF-8 of the name of an event that a server can send.</summary>
    /// <exception cref="ArgumentException">No server sends such an event.</exception>
    public static byte[] Utf8(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException(
                $"No server sends an event '{name}'. The socket's own events are {nameof(SocketIOSocket.Connected)}, "
                + $"{nameof(SocketIOSocket.ConnectError)} and {nameof(SocketIOSocket.Disconnected)}.",
                nameof(name));
        }

        return Encoding.UTF8.GetBytes(name);
    }
}
