using FastEmit.SocketIO.Transports;

namespace FastEmit.Interop.Tests.Client;

/// <summary>Notes the WebSocket pongs of a connection.</summary>
internal sealed class PongLog(int expected) : IEngineHandler
{
    public List<long> Pongs { get; } = [];

    public TaskCompletionSource Connected { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource AllPongs { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OnWebSocketPong(ReadOnlySpan<byte> payload)
    {
        Pongs.Add(BitConverter.ToInt64(payload));
        if (Pongs.Count == expected)
        {
            AllPongs.TrySetResult();
        }
    }

    public void OnMessage(ReadOnlySpan<byte> packet)
    {
        if (packet[0] == (byte)'0')
        {
            Connected.TrySetResult();
        }
    }

    public void OnHeartbeat()
    {
    }

    public void OnWebSocketPing(ReadOnlySpan<byte> payload)
    {
    }

    public void OnBinary(ReadOnlySpan<byte> attachment)
    {
    }

    public void OnReadBatchCompleted()
    {
    }
}
