using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>The forms in which a server's event may come, each with the server that sends it and the client that understands it.</summary>
internal static class ReceivedForms
{
    /// <summary>With a letter that some servers escape.</summary>
    public const string Name = "größe";

    public static SocketIOConnectionOptions OptionsFor(string form) => new()
    {
        ReceiveBufferBytes = 256 * 1024,
        CloseTimeout = TimeSpan.FromMilliseconds(50), // The server does not answer a close.
        PerMessageDeflate = form == "compressed" ? new SocketIODeflateOptions() : null,
    };

    public static RawServer StartServer(string form, Func<NetworkStream, CancellationToken, Task> then) => RawServer.Answering(
        form == "compressed"
            ? RawServer.Upgrade.Replace(
                "Connection:", "Sec-WebSocket-Extensions: permessage-deflate\r\nConnection:", StringComparison.Ordinal)
            : RawServer.Upgrade,
        async (stream, token) =>
        {
            await RawServer.SendTextAsync(stream, RawServer.Open, token);
            await GrantingServer.ReadFrameAsync(stream, token);
            await RawServer.SendTextAsync(
                stream, form == "of a session that can be recovered" ? """40{"sid":"a","pid":"b"}""" : """40{"sid":"a"}""", token);
            await then(stream, token);
        });

    /// <summary>So many events, which may be sent again and again.</summary>
    public static byte[] Frames(string form, int count)
    {
        using MessageDeflater deflater = new(noContextTakeover: false);
        List<byte> frames = [];
        for (int i = 0; i < count; i++)
        {
            switch (form)
            {
                case "with an escaped name":
                    Add(frames, "42[\"gr\\u00f6\\u00dfe\",{\"a\":1}]");
                    break;
                case "of a session that can be recovered":
                    Add(frames, $"42[\"{Name}\",{{\"a\":1}},\"offset{i}\"]");
                    break;
                case "in fragments":
                    byte[] whole = Encoding.UTF8.GetBytes($"42[\"{Name}\",{{\"a\":1}}]");
                    Add(frames, whole.AsSpan(0, 7), WebSocketOpcode.Text, final: false);
                    Add(frames, whole.AsSpan(7), WebSocketOpcode.Continuation);
                    break;
                case "with attachments":
                    Add(frames, $"452-[\"{Name}\",{{\"_placeholder\":true,\"num\":0}},{{\"_placeholder\":true,\"num\":1}}]");
                    Add(frames, new byte[100], WebSocketOpcode.Binary);
                    Add(frames, "bAQIDBA==");
                    break;
                case "compressed":
                    Add(frames, deflater.Deflate(Encoding.UTF8.GetBytes($"42[\"{Name}\",{{\"a\":1}}]")), WebSocketOpcode.Text, compressed: true);
                    break;
                default:
                    Add(frames, $"42[\"{Name}\",{{\"a\":1,\"b\":\"text\"}}]");
                    break;
            }
        }

        return [.. frames];
    }

    private static void Add(List<byte> frames, string text) => Add(frames, Encoding.UTF8.GetBytes(text), WebSocketOpcode.Text);

    private static void Add(
        List<byte> frames, ReadOnlySpan<byte> payload, WebSocketOpcode opcode, bool final = true, bool compressed = false)
    {
        Span<byte> header = stackalloc byte[FrameWriter.MaxHeaderLength];
        int length = FrameWriter.WriteHeader(header, opcode, payload.Length, final);
        if (compressed)
        {
            header[0] |= 0x40;
        }

        frames.AddRange(header[..length]);
        frames.AddRange(payload);
    }
}
