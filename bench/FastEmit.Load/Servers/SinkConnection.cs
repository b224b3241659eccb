using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Load.Servers;

/// <summary>One connection of the sink, on a thread of its own: reads a block, walks its frames in place, counts, reads the next.</summary>
internal sealed class SinkConnection(Socket socket, ArrivalCounter counter)
{
    private const int MaxHeader = 14;
    private const int HeadBytes = 64; // holds a packet's type, namespace and acknowledgement id

    private readonly byte[] _buffer = new byte[4 << 20];
    private readonly byte[] _reply = new byte[512];
    private int _end;
    private bool _open = true;

    /// <summary>Reads until the client leaves.</summary>
    public void Run()
    {
        Upgrade();
        Send("""0{"sid":"sink","upgrades":[],"pingInterval":600000,"pingTimeout":600000,"maxPayload":16777216}""");
        int read;
        while (_open && (read = socket.Receive(_buffer.AsSpan(_end))) > 0)
        {
            _end += read;
            int events = Walk(out int taken);
            if (events > 0)
            {
                counter.Add(events);
            }

            _buffer.AsSpan(taken.._end).CopyTo(_buffer);
            _end -= taken;
        }
    }

    private void Upgrade()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = socket.Receive(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return;
            }

            _end += read;
        }

        string head = Encoding.ASCII.GetString(_buffer, 0, end);
        string key = head.Split("\r\n").First(static line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
        socket.Send(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {UpgradeKey.AcceptFor(key)}\r\n\r\n"));
        end += 4;
        _buffer.AsSpan(end.._end).CopyTo(_buffer);
        _end -= end;
    }

    /// <summary>Takes every whole frame of the buffer.</summary>
    private int Walk(out int taken)
    {
        int events = 0;
        int position = 0;
        while (_end - position >= HeaderLength(position))
        {
            int header = HeaderLength(position);
            long length = PayloadLength(position);
            if (_end - position - header < length)
            {
                break;
            }

            Span<byte> payload = _buffer.AsSpan(position + header, (int)length);
            uint key = MemoryMarshal.Read<uint>(_buffer.AsSpan(position + header - 4));
            events += Take((WebSocketOpcode)(_buffer[position] & 0x0F), payload, key);
            position += header + (int)length;
        }

        taken = position;
        return events;
    }

    /// <summary>The length of the header at a position, as far as it can be told from what is there: at least 6.</summary>
    private int HeaderLength(int position) => _end - position < 2 ? MaxHeader : (_buffer[position + 1] & 0x7F) switch
    {
        126 => 8,
        127 => MaxHeader,
        _ => 6,
    };

    private long PayloadLength(int position) => (_buffer[position + 1] & 0x7F) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(position + 2)),
        127 => BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(position + 2)),
        int length => length,
    };

    private int Take(WebSocketOpcode opcode, Span<byte> payload, uint key)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Text when payload.Length >= 2:
                // 42[ is an event of the main namespace that asks for no answer.
                return IsPlain(payload, key) ? 1 : TakeOther(payload, key);
            case WebSocketOpcode.Ping:
                FrameMask.Apply(payload, key);
                Send(WebSocketOpcode.Pong, payload);
                return 0;
            case WebSocketOpcode.Close:
                _open = false;
                return 0;
            default:
                return 0;
        }
    }

    /// <summary>Whether the payload begins with <c>42["claude_event"</c>, told from eight bytes.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> payload, uint key) =>
        payload.Length >= 8
        && (MemoryMarshal.Read<ulong>(payload) ^ (((ulong)key << 32) | key)) == MemoryMarshal.Read<ulong>("42[\"clau"u8);

    private int TakeOther(Span<byte> payload, uint key)
    {
        FrameMask.Apply(payload, key);
        if (payload[0] != '4')
        {
            return 0;
        }

        ReadOnlySpan<byte> head = payload[2..Math.Min(payload.Length, HeadBytes)];
        int comma = head is [(byte)'/', ..] ? head.IndexOf((byte)',') : -1;
        ReadOnlySpan<byte> @namespace = head[..(comma + 1)];
        switch (payload[1])
        {
            case (byte)'0':
                Send($"40{Encoding.ASCII.GetString(@namespace)}{{\"sid\":\"s\"}}");
                return 0;
            case (byte)'2':
                ReadOnlySpan<byte> id = head[(comma + 1)..];
                id = id[..id.IndexOfAnyExceptInRange((byte)'0', (byte)'9')];
                if (!id.IsEmpty)
                {
                    Send($"43{Encoding.ASCII.GetString(@namespace)}{Encoding.ASCII.GetString(id)}[]");
                }

                return payload.Count("\"claude_event\""u8); // one, or those of an envelope
            default:
                return 0;
        }
    }

    private void Send(string packet) => Send(WebSocketOpcode.Text, Encoding.UTF8.GetBytes(packet));

    private void Send(WebSocketOpcode opcode, ReadOnlySpan<byte> payload) =>
        socket.Send(_reply.AsSpan(0, FrameWriter.WriteUnmasked(_reply, opcode, payload)));
}
