namespace FastEmit.SocketIO.Sending;

/// <summary>What was emitted while the namespace was not connected, in order and bounded. The connection's lock guards it.</summary>
internal sealed class OfflineBuffer(int maxBytes, OfflinePolicy policy)
{
    private readonly LinkedList<OfflinePacket> _packets = [];
    private long _bytes;

    /// <summary>Packets that found no room, or had to make room.</summary>
    public long Dropped { get; private set; }

    public int Count => _packets.Count;

    /// <summary>Keeps a packet, or what the policy says. Returns the ack ids of packets that had to go.</summary>
    /// <exception cref="SocketIOBufferFullException">There is no room and the policy is to throw.</exception>
    public List<long>? Add(OfflinePacket packet)
    {
        List<long>? dropped = null;
        while (_bytes + packet.Records.Length > maxBytes)
        {
            if (policy == OfflinePolicy.Throw)
            {
                throw new SocketIOBufferFullException(maxBytes);
            }

            Dropped++;
            if (policy == OfflinePolicy.DropNewest || _packets.First is not { } oldest)
            {
                (dropped ??= []).Add(packet.AckId);
                return dropped;
            }

            Remove(oldest);
            (dropped ??= []).Add(oldest.Value.AckId);
        }

        _packets.AddLast(packet);
        _bytes += packet.Records.Length;
        return dropped;
    }

    /// <summary>Takes a packet back whose ack nobody waits for any more. False when it has left already.</summary>
    public bool Withdraw(long ackId)
    {
        for (LinkedListNode<OfflinePacket>? node = _packets.First; node is not null; node = node.Next)
        {
            if (node.Value.AckId == ackId)
            {
                Remove(node);
                return true;
            }
        }

        return false;
    }

    public bool Contains(long ackId) => _packets.Any(packet => packet.AckId == ackId);

    public bool TryTake(out OfflinePacket packet)
    {
        if (_packets.First is not { } first)
        {
            packet = null!;
            return false;
        }

        Remove(first);
        packet = first.Value;
        return true;
    }

    private void Remove(LinkedListNode<OfflinePacket> node)
    {
        _packets.Remove(node);
        _bytes -= node.Value.Records.Length;
    }
}
