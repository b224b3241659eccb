using FastEmit.SocketIO.WebSockets;

namespace FastEmit.Collector.Sessions;

/// <summary>Hands frames to their session. A struct, so that the reader's calls are direct.</summary>
internal readonly struct SessionHandler(CollectorSession session) : IWebSocketHandler
{
    public void OnText(ReadOnlySpan<byte> message) => session.OnText(message);

    public void OnBinary(ReadOnlySpan<byte> message) => session.OnBinary(message);

    public void OnPing(ReadOnlySpan<byte> payload) => session.OnPing(payload);

    public void OnPong(ReadOnlySpan<byte> payload)
    {
        // Nothing asked for it (RFC 6455 section 5.5.3 allows that): heartbeats are Engine.IO packets.
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason) => session.OnClose(code);
}
