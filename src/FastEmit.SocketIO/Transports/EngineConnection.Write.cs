using System.IO.Pipelines;
using FastEmit.Protocol.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <content>The write side as a transport, for an owner that does not frame by itself.</content>
internal sealed partial class EngineConnection : IEngineTransport
{
    public string Name => "websocket";

    public void WriteText(ReadOnlySpan<byte> packet) => WriteMessage(WebSocketOpcode.Text, packet);

    public void WriteBinary(ReadOnlySpan<byte> message) => WriteMessage(WebSocketOpcode.Binary, message);

    public void WriteWebSocketPong(ReadOnlySpan<byte> payload) => WriteFrame(WebSocketOpcode.Pong, payload);

    public ValueTask FlushAsync()
    {
        ValueTask<FlushResult> flush = Output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
            return default;
        }

        return WaitAsync(flush);

        static async ValueTask WaitAsync(ValueTask<FlushResult> flush) => await flush.ConfigureAwait(false);
    }

    private void WriteMessage(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (_deflater is null || payload.IsEmpty || payload.Length < _deflateThreshold)
        {
            WriteFrame(opcode, payload);
            return;
        }

        ReadOnlySpan<byte> compressed = _deflater.Deflate(payload);
        uint key = MaskKeys.Next();
        Span<byte> destination = Output.GetSpan(FrameWriter.MaxHeaderLength + compressed.Length);
        int header = FrameWriter.WriteMaskedHeader(destination, opcode, compressed.Length, key, compressed: true);
        FrameMask.Copy(compressed, destination[header..], key);
        Output.Advance(header + compressed.Length);
    }

    private void WriteFrame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> destination = Output.GetSpan(FrameWriter.MaskedLength(payload.Length));
        Output.Advance(FrameWriter.WriteMasked(destination, opcode, payload, MaskKeys.Next()));
    }
}
