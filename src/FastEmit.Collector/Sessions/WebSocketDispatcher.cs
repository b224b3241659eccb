using FastEmit.Protocol.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>Hands frames to their transport. A struct, so that the reader's calls are direct.</summary>
internal readonly struct WebSocketDispatcher(WebSocketTransport transport) : IWebSocketHandler
{
    public void OnText(ReadOnlySpan<byte> message) => transport.OnText(message);

    public void OnBinary(ReadOnlySpan<byte> message) => transport.OnBinary(message);

    public void OnPing(ReadOnlySpan<byte> payload) => transport.OnPing(payload);

    public void OnPong(ReadOnlySpan<byte> payload)
    {
        // Nothing asked for it (RFC 6455 section 5.5.3 allows that): heartbeats are Engine.IO packets.
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason) => transport.OnClose(code);
}
