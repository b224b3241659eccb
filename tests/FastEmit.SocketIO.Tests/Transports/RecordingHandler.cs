using System.Collections.Concurrent;
using System.Text;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>Writes down what a connection hands over, one line a callback.</summary>
internal sealed class RecordingHandler : IEngineHandler
{
    public ConcurrentQueue<string> Log { get; } = new();

    public void OnHeartbeat() => Log.Enqueue("heartbeat");

    public void OnWebSocketPing(ReadOnlySpan<byte> payload) => Log.Enqueue("ping " + Encoding.UTF8.GetString(payload));

    public void OnWebSocketPong(ReadOnlySpan<byte> payload) => Log.Enqueue("pong " + Encoding.UTF8.GetString(payload));

    public void OnMessage(ReadOnlySpan<byte> packet) => Log.Enqueue("message " + Encoding.UTF8.GetString(packet));

    public void OnBinary(ReadOnlySpan<byte> attachment) => Log.Enqueue("binary " + Convert.ToHexString(attachment));

    public void OnReadBatchCompleted()
    {
    }
}
