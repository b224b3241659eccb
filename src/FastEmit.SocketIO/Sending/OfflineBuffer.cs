namespace FastEmit.SocketIO.Sending;

/// <summary>The packets that were emitted while the namespace was not connected, in order and bounded. The connection's lock guards it.</summary>
internal sealed class OfflineBuffer(int maxBytes, OfflinePolicy policy)
{
    private readonly LinkedList<OfflinePacket> _packets = [];
    private readonly Dictionary<long, LinkedListNode<OfflinePacket>> _awaited = [];
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

        LinkedListNode<OfflinePacket> node = _packets.AddLast(packet);
        _bytes += packet.Records.Length;
        if (packet.AckId >= 0)
        {
            _awaited.Add(packet.AckId, node);
        }

        return dropped;
    }

    /// <summary>Removes a packet whose ack is not awaited any more. False when it has left already.</summary>
    public bool Withdraw(long ackId)
    {
        if (!_awaited.TryGetValue(ackId, out LinkedListNode<OfflinePacket>? node))
        {
            return false;
        }

        Remove(node);
        return true;
    }

    public bool Contains(long ackId) => _awaited.ContainsKey(ackId);

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

    public void Clear()
    {
        _packets.Clear();
        _awaited.Clear();
        _bytes = 0;
    }

    private void Remove(LinkedListNode<OfflinePacket> node)
    {
        _packets.Remove(node);
        _bytes -= node.Value.Records.Length;
        _awaited.Remove(node.Value.AckId);
    }
}

/// <summary>A packet that waits for its namespace to be connected.</summary>
/// <param name="Records">As <see cref="PacketBuilder.Finish"/> returned them.</param>
/// <param name="AckId">By which a timeout finds it; negative without an ack.</param>
internal sealed record OfflinePacket(byte[] Records, long AckId);
