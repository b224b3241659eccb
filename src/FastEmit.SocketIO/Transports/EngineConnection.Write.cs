using System.IO.Pipelines;
using FastEmit.SocketIO.WebSockets;

namespace FastEmit.SocketIO.Transports;

/// <content>The write side as a transport, for an owner that does not frame by itself.</content>
internal sealed partial class EngineConnection : IEngineTransport
{
    public string Name => "websocket";

    public void WriteText(ReadOnlySpan<byte> packet) => WriteFrame(WebSocketOpcode.Text, packet);

    public void WriteBinary(ReadOnlySpan<byte> message) => WriteFrame(WebSocketOpcode.Binary, message);

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

    private void WriteFrame(WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> destination = Output.GetSpan(FrameWriter.MaskedLength(payload.Length));
        Output.Advance(FrameWriter.WriteMasked(destination, opcode, payload, MaskKeys.Next()));
    }
}
