using System.IO.Pipelines;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <summary>Writes messages as masked frames, compressed where that was agreed on and is worth it. Belongs to the owner of the output.</summary>
/// <param name="output">Where the frames go.</param>
/// <param name="keys">Masking keys.</param>
/// <param name="deflater">Null when no compression was agreed on.</param>
/// <param name="deflateThreshold">The size from which a message is compressed.</param>
internal sealed class MessageWriter(PipeWriter output, MaskKeySource keys, MessageDeflater? deflater, int deflateThreshold) : IDisposable
{
    public void WriteMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (deflater is null || payload.IsEmpty || payload.Length < deflateThreshold)
        {
            WriteFrame(opcode, payload);
            return;
        }

        ReadOnlySpan<byte> compressed = deflater.Deflate(payload);
        uint key = keys.Next();
        Span<byte> destination = output.GetSpan(FrameWriter.MaxHeaderLength + compressed.Length);
        int header = FrameWriter.WriteMaskedHeader(destination, opcode, compressed.Length, key, compressed: true);
        FrameMask.Copy(compressed, destination[header..], key);
        output.Advance(header + compressed.Length);
    }

    public void WriteFrame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> destination = output.GetSpan(FrameWriter.MaskedLength(payload.Length));
        output.Advance(FrameWriter.WriteMasked(destination, opcode, payload, keys.Next()));
    }

    public void WriteClose(int code, string? reason)
    {
        Span<byte> payload = stackalloc byte[125];
        int length = FrameWriter.WriteClosePayload(payload, code, reason);
        WriteFrame(WebSocketOpcode.Close, payload[..length]);
    }

    public void Dispose() => deflater?.Dispose();
}
