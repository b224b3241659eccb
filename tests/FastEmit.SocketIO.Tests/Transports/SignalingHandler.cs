using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Tests.Transports;

/// <summary>Passes everything on, and says when the first message has come.</summary>
internal sealed class SignalingHandler(IEngineHandler inner) : IEngineHandler
{
    private readonly TaskCompletionSource _message = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Message => _message.Task;

    public void OnHeartbeat() => inner.OnHeartbeat();

    public void OnWebSocketPing(ReadOnlySpan<byte> payload) => inner.OnWebSocketPing(payload);

    public void OnWebSocketPong(ReadOnlySpan<byte> payload) => inner.OnWebSocketPong(payload);

    public void OnMessage(ReadOnlySpan<byte> packet)
    {
        inner.OnMessage(packet);
        _message.TrySetResult();
    }

    public void OnBinary(ReadOnlySpan<byte> attachment) => inner.OnBinary(attachment);

    public void OnReadBatchCompleted() => inner.OnReadBatchCompleted();
}
