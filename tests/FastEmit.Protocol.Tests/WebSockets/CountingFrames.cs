using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

/// <summary>Counts, and allocates nothing.</summary>
internal struct CountingFrames : IWebSocketHandler
{
    public int Count { get; private set; }

    public void OnText(ReadOnlySpan<byte> message) => Count++;

    public void OnBinary(ReadOnlySpan<byte> message) => Count++;

    public void OnPing(ReadOnlySpan<byte> payload) => Count++;

    public void OnPong(ReadOnlySpan<byte> payload) => Count++;

    public void OnClose(int code, ReadOnlySpan<byte> reason) => Count++;
}
