using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

/// <summary>Halts its reader at every text message.</summary>
internal sealed class HaltingFrames(FrameReader reader) : IWebSocketHandler
{
    public int Count { get; private set; }

    public void OnText(ReadOnlySpan<byte> message)
    {
        Count++;
        reader.Halt();
    }

    public void OnBinary(ReadOnlySpan<byte> message)
    {
    }

    public void OnPing(ReadOnlySpan<byte> payload)
    {
    }

    public void OnPong(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(int code, ReadOnlySpan<byte> reason)
    {
    }
}
