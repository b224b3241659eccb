using FastEmit.Protocol.WebSockets;

namespace FastEmit.Benchmarks.WebSockets;

/// <summary>Counts the bytes of messages.</summary>
internal struct CountingHandler : IWebSocketHandler
{
    public int Bytes;

    public void OnText(ReadOnlySpan<byte> message) => Bytes += message.Length;

    public void OnBinary(ReadOnlySpan<byte> message) => Bytes += message.Length;

    public readonly void OnPing(ReadOnlySpan<byte> payload)
    {
    }

    public readonly void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public readonly void OnClose(int code, ReadOnlySpan<byte> reason)
    {
    }
}
