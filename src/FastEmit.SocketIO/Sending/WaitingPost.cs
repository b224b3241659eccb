namespace FastEmit.SocketIO.Sending;

/// <summary>A packet that waits its turn for room in the send buffer.</summary>
/// <param name="socket">Whose it is.</param>
/// <param name="records">As <see cref="PacketBuilder.Finish"/> returned them.</param>
/// <param name="ackId">The ack that is waited for; negative without one.</param>
internal sealed class WaitingPost(SocketIOSocket socket, byte[] records, long ackId)
{
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SocketIOSocket Socket => socket;

    public byte[] Records => records;

    public long AckId => ackId;

    /// <summary>Completes when the packet has left the queue, wherever to.</summary>
    public Task Left => _left.Task;

    public void Complete() => _left.TrySetResult();

    public void Fail(Exception exception) => _left.TrySetException(exception);

    public void Cancel(CancellationToken cancellationToken) => _left.TrySetCanceled(cancellationToken);
}
