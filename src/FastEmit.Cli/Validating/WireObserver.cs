using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace FastEmit.Cli.Validating;

/// <summary>
/// Parses the bytes of a client on one connection: the upgrade request, then WebSocket frames (RFC 6455) with packets.
/// It shares no code with the observed client. One thread.
/// </summary>
internal sealed class WireObserver(int connection, Action<ObservedEvent> onEvent)
{
    private byte[] _unread = [];
    private bool _upgraded;

    /// <summary>Parses the next bytes from the client.</summary>
    public void Observe(ReadOnlySpan<byte> bytes)
    {
        _unread = [.. _unread, .. bytes];
        ReadOnlySpan<byte> unread = _unread;
        int read = 0;
        if (!_upgraded)
        {
            int end = unread.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return;
            }

            _upgraded = true;
            read = end + 4;
        }

        while (TryReadFrame(unread[read..], out int length))
        {
            read += length;
        }

        _unread = unread[read..].ToArray();
    }

    private bool TryReadFrame(ReadOnlySpan<byte> bytes, out int frame)
    {
        frame = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        int opcode = bytes[0] & 0x0F;
        long length = bytes[1] & 0x7F;
        int header = length switch { 126 => 4, 127 => 10, _ => 2 };
        bool masked = (bytes[1] & 0x80) != 0;
        int body = header + (masked ? 4 : 0);
        if (bytes.Length < body)
        {
            return false;
        }

        length = length switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => length,
        };
        if (bytes.Length < body + length)
        {
            return false;
        }

        byte[] payload = bytes.Slice(body, (int)length).ToArray();
        for (int i = 0; masked && i < payload.Length; i++)
        {
            payload[i] ^= bytes[header + (i & 3)];
        }

        frame = body + (int)length;
        if (opcode == 1)
        {
            ObservePacket(payload);
        }

        return true;
    }

    /// <summary><c>42/ns,["name",{"check":…,"number":…}]</c>; ignores all other packets.</summary>
    private void ObservePacket(byte[] packet)
    {
        int array = Array.IndexOf(packet, (byte)'[');
        if (array < 0 || !packet.AsSpan().StartsWith("42"u8))
        {
            return;
        }

        JsonElement arguments = JsonElement.Parse(Encoding.UTF8.GetString(packet.AsSpan(array)));
        if (arguments.GetArrayLength() == 2 && arguments[1].ValueKind == JsonValueKind.Object && arguments[1].TryGetProperty("check", out _))
        {
            onEvent(new ObservedEvent(connection, arguments[1]));
        }
    }
}

/// <summary>An event that went over the wire.</summary>
/// <param name="Connection">The connection's number.</param>
/// <param name="Data">Its data.</param>
internal sealed record ObservedEvent(int Connection, JsonElement Data)
{
    /// <summary>The event's number within its check.</summary>
    public int Number => Data.GetProperty("number").GetInt32();

    /// <summary>The check that it belongs to.</summary>
    public string Check => Data.GetProperty("check").GetString()!;
}
