namespace FastEmit.SocketIO.Sending;

/// <summary>
/// Room in the send buffer: first come, first served, over all sockets of a connection, whose lock guards it. An empty buffer has room for a packet of
/// any size.
/// </summary>
/// <param name="outbox">The buffer.</param>
/// <param name="maxBytes">Its size.</param>
internal sealed class SendRoom(Outbox outbox, int maxBytes)
{
    private readonly LinkedList<WaitingPost> _waiting = [];

    /// <summary>Whether <paramref name="bytes"/> more may enter the outbox now, without overtaking another post.</summary>
    public bool Has(int bytes) => _waiting.Count == 0 && Fits(bytes);

    /// <summary>Puts a packet behind those that wait already.</summary>
    public LinkedListNode<WaitingPost> WaitFor(WaitingPost post) => _waiting.AddLast(post);

    /// <summary>Gives up a waiting post. False when it has entered the outbox already.</summary>
    public bool TryLeave(LinkedListNode<WaitingPost> node)
    {
        if (node.List is null)
        {
            return false;
        }

        _waiting.Remove(node);
        return true;
    }

    /// <summary>Takes the waiting packets of one socket, in order.</summary>
    public List<WaitingPost> TakeAll(SocketIOSocket socket)
    {
        List<WaitingPost> taken = [];
        LinkedListNode<WaitingPost>? next;
        for (LinkedListNode<WaitingPost>? node = _waiting.First; node is not null; node = next)
        {
            next = node.Next;
            if (node.Value.Socket == socket)
            {
                taken.Add(node.Value);
                _waiting.Remove(node);
            }
        }

        return taken;
    }

    /// <summary>The writer has emptied the outbox: waiting posts enter it in order, as far as there is room.</summary>
    /// <returns>Whether any has entered.</returns>
    public bool Admit()
    {
        bool admitted = false;
        while (_waiting.First is { } first && Fits(first.Value.Records.Length))
        {
            _waiting.RemoveFirst();
            first.Value.Socket.Emits.Admit(first.Value);
            admitted = true;
        }

        return admitted;
    }

    private bool Fits(int bytes) => outbox.PendingBytes == 0 || (long)outbox.PendingBytes + bytes <= maxBytes;
}

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
