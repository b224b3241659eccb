using System.Text;
using System.Text.Json;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Event names between their JSON form and text.</summary>
internal static class EventNames
{
    /// <summary>The text of a JSON string; the digits of a number.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty || raw[0] != (byte)'"')
        {
            return Encoding.UTF8.GetString(raw);
        }

        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw[1..^1]);
        }

        Utf8JsonReader reader = new(raw);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no text, so no handler's name either.
            return Encoding.UTF8.GetString(raw[1..^1]);
        }
    }
}
