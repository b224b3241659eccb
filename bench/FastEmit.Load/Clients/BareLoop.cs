using System.Net;
using System.Net.Sockets;
using System.Text;
using FastEmit.Cli.Stressing;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.Load.Clients;

/// <summary>
/// The baseline: one thread that frames and masks the same bytes into a buffer and writes it to a blocking socket when it is full.
/// No serializing, no ring, no confirmation, nothing that could be sent again.
/// </summary>
internal static class BareLoop
{
    private const int BufferBytes = 64 << 10;

    /// <summary>Emits and reports.</summary>
    public static void Run(string url, int events)
    {
        Uri server = new(url);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Parse(server.Host), server.Port);
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {UpgradeKey.New()}\r\n\r\n"));
        Await(socket, "pingInterval");
        MaskKeySource keys = new();
        byte[] buffer = new byte[BufferBytes];
        socket.Send(buffer.AsSpan(0, FrameWriter.WriteMasked(buffer, WebSocketOpcode.Text, "40"u8, keys.Next())));
        Await(socket, "sid");

        ClientMeter meter = new();
        byte[] packet = PacketText.Reference(1_000_000);
        int frame = FrameWriter.MaskedLength(packet.Length);
        int warm = events / StressRun.WarmUpFraction;
        int filled = 0;
        for (int number = 0; number < events - 1; number++)
        {
            if (number == warm)
            {
                meter.Begin(number);
            }

            if (buffer.Length - filled < frame)
            {
                Send(socket, buffer.AsSpan(0, filled));
                filled = 0;
            }

            filled += FrameWriter.WriteMasked(buffer.AsSpan(filled), WebSocketOpcode.Text, packet, keys.Next());
        }

        Send(socket, buffer.AsSpan(0, filled));
        byte[] last = PacketText.Reference(events - 1, "7");
        Send(socket, buffer.AsSpan(0, FrameWriter.WriteMasked(buffer, WebSocketOpcode.Text, last, keys.Next())));
        Await(socket, "437");
        meter.Print(events);
    }

    private static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[socket.Send(bytes)..];
        }
    }

    /// <summary>Reads until a text has come.</summary>
    private static void Await(Socket socket, string text)
    {
        StringBuilder read = new();
        byte[] block = new byte[4096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            int count = socket.Receive(block);
            if (count == 0)
            {
                throw new IOException($"The server closed before it said '{text}'.");
            }

            read.Append(Encoding.Latin1.GetString(block, 0, count));
        }
    }
}
