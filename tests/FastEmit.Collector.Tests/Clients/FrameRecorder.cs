using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Tests.Clients;

/// <summary>Keeps a copy of every frame.</summary>
internal readonly struct FrameRecorder(Queue<ReceivedFrame> received) : IWebSocketHandler
{
    public void OnText(ReadOnlySpan<byte> message) => received.Enqueue(new ReceivedFrame(WebSocketOpcode.Text, message.ToArray()));

    public void OnBinary(ReadOnlySpan<byte> message) => received.Enqueue(new ReceivedFrame(WebSocketOpcode.Binary, message.ToArray()));

    public void OnPing(ReadOnlySpan<byte> payload) => received.Enqueue(new ReceivedFrame(WebSocketOpcode.Ping, payload.ToArray()));

    public void OnPong(ReadOnlySpan<byte> payload) => received.Enqueue(new ReceivedFrame(WebSocketOpcode.Pong, payload.ToArray()));

    public void OnClose(int code, ReadOnlySpan<byte> reason) => received.Enqueue(new ReceivedFrame(WebSocketOpcode.Close, reason.ToArray(), code));
}
