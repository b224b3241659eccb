using System.Buffers;
using System.Net.Sockets;
using System.Text;
using FastEmit.Protocol.WebSockets;
using FastEmit.SocketIO.Tests.Transports;

namespace FastEmit.SocketIO.Tests;

/// <summary>A server of a test's own that opens a session, grants the main namespace, and then follows the test's script.</summary>
internal static class GrantingServer
{
    public static RawServer Start(Func<NetworkStream, CancellationToken, Task> then) => RawServer.Opening(async (stream, token) =>
    {
        await ReadFrameAsync(stream, token);
        await RawServer.SendTextAsync(stream, """40{"sid":"socket1"}""", token);
        await then(stream, token);
    });

    /// <summary>Reads one client frame, unmasked.</summary>
    public static async Task<(WebSocketOpcode Opcode, byte[] Payload)> ReadFrameAsync(NetworkStream stream, CancellationToken token)
    {
        byte[] header = new byte[14];
        await stream.ReadExactlyAsync(header.AsMemory(0, 2), token);
        int length = FrameHeader.LengthOf(header);
        await stream.ReadExactlyAsync(header.AsMemory(2, length - 2), token);
        FrameHeader frame = FrameHeader.Decode(header.AsSpan(0, length));
        byte[] payload = new byte[(int)frame.PayloadLength];
        await stream.ReadExactlyAsync(payload, token);
        FrameMask.Apply(payload, frame.Key);
        return (frame.Opcode, payload);
    }

    /// <summary>Reads frames until the client closes, and then hangs up.</summary>
    public static async Task UntilCloseAsync(NetworkStream stream, CancellationToken token)
    {
        while ((await ReadFrameAsync(stream, token)).Opcode != WebSocketOpcode.Close)
        {
        }
    }

    /// <summary>Frames of the same text, one behind the other.</summary>
    public static byte[] Frames(string text, int count)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        byte[] frames = new byte[FrameWriter.UnmaskedLength(payload.Length) * count];
        int position = 0;
        for (int i = 0; i < count; i++)
        {
            position += FrameWriter.WriteUnmasked(frames.AsSpan(position), WebSocketOpcode.Text, payload);
        }

        return frames;
    }

    /// <summary>Reads and forgets, until the client leaves.</summary>
    public static async Task DrainAsync(NetworkStream stream, CancellationToken token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1024 * 1024);
        while (await stream.ReadAsync(buffer, token) > 0)
        {
        }
    }
}
