using FastEmit.Protocol.WebSockets;

namespace FastEmit.Protocol.Tests.WebSockets;

/// <summary>Writes down what a reader hands over.</summary>
internal sealed class RecordingFrames : IWebSocketHandler
{
    public List<string> Log { get; } = [];

    public void OnText(ReadOnlySpan<byte> message) => Log.Add("text " + Convert.ToHexString(message));

    public void OnBinary(ReadOnlySpan<byte> message) => Log.Add("binary " + Convert.ToHexString(message));

    public void OnPing(ReadOnlySpan<byte> payload) => Log.Add("ping " + Convert.ToHexString(payload));

    public void OnPong(ReadOnlySpan<byte> payload) => Log.Add("pong " + Convert.ToHexString(payload));

    public void OnClose(int code, ReadOnlySpan<byte> reason) => Log.Add($"close {code} {Convert.ToHexString(reason)}");
}
