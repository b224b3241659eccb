using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Load.Servers;

/// <summary>One connection of the sink, on a thread of its own: reads a block, walks its frames in place, counts, reads the next.</summary>
internal sealed class SinkConnection(Socket socket, ArrivalCounter counter)
{
    private const byte PlainText = 0x81; // a whole text frame
    private const int ReadBytes = 256 << 10; // stays in the processor's cache
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
        while (_open && (read = socket.Receive(_buffer.AsSpan(_end, Math.Min(ReadBytes, _buffer.Length - _end)))) > 0)
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
        ReadOnlySpan<byte> read = _buffer.AsSpan(0, _end);
        int events = 0;
        int position = 0;
        while (TryReadHeader(read[position..], out int header, out long length) && read.Length - position - header >= length)
        {
            uint key = MemoryMarshal.Read<uint>(read[(position + header - 4)..]);
            int start = position + header;
            events += read[position] == PlainText && IsPlain(read.Slice(start, (int)length), key)
                ? 1
                : Take((WebSocketOpcode)(read[position] & 0x0F), _buffer.AsSpan(start, (int)length), key);
            position = start + (int)length;
        }

        taken = position;
        return events;
    }

    /// <summary>Reads a masked frame's header; false when it is not whole yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadHeader(ReadOnlySpan<byte> frame, out int header, out long length)
    {
        (header, length) = (6, 0);
        if (frame.Length < header)
        {
            return false;
        }

        length = frame[1] & 0x7F;
        if (length < 126)
        {
            return true;
        }

        header = length == 126 ? 8 : 14;
        if (frame.Length < header)
        {
            return false;
        }

        length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) : BinaryPrimitives.ReadInt64BigEndian(frame[2..]);
        return true;
    }

    private int Take(WebSocketOpcode opcode, Span<byte> payload, uint key)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Text when payload.Length >= 2:
                return TakeText(payload, key);
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

    /// <summary>Whether this is an event of the main namespace that asks for no answer: it begins with <c>42["clau</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(ReadOnlySpan<byte> payload, uint key) =>
        payload.Length >= 8
        && (MemoryMarshal.Read<ulong>(payload) ^ (((ulong)key << 32) | key)) == MemoryMarshal.Read<ulong>("42[\"clau"u8);

    private int TakeText(Span<byte> payload, uint key)
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
