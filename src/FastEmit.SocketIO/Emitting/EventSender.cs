using FastEmit.Protocol.Packets;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO.Emitting;

/// <summary>
/// Where a packet of one socket waits for the network: in the outbox while the namespace is connected, in the queue for room in it, or in the
/// offline buffer. The connection's lock guards it. An emit completes when its packet is buffered; for proof of delivery use acks.
/// </summary>
/// <param name="socket">Whose packets.</param>
/// <param name="acks">The acks that its calls wait for. A packet that waited, but whose wait is over, is not sent.</param>
internal sealed class EventSender(SocketIOSocket socket, AckTable<AckCompletion> acks)
{
    /// <summary>How far the network may be behind for a volatile event to be sent.</summary>
    private const int VolatileBytes = 64 * 1024;

    private readonly OfflineBuffer _offline = new(socket.Options.OfflineBufferBytes, socket.Options.OfflinePolicy);

    /// <summary>Events that the offline buffer had no room for. Under the connection's lock.</summary>
    public long Dropped => _offline.Dropped;

    private SocketIOConnection Connection => socket.Connection;

    /// <summary>Sends an event without ack. Takes the lock.</summary>
    /// <returns>Completed at once, unless the send buffer is full.</returns>
    public ValueTask Post(PacketBuilder builder, bool isVolatile, CancellationToken cancellationToken)
    {
        ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Event, socket.Utf8Namespace, SocketIOPacket.NoAck);
        LinkedListNode<WaitingPost>? waiting;
        lock (Connection.Sync)
        {
            waiting = Append(records, SocketIOPacket.NoAck, isVolatile);
        }

        Connection.Wake();
        return waiting is null ? default : WaitForRoomAsync(waiting, cancellationToken);
    }

    /// <summary>Puts a packet where it waits for the network, or for the namespace. Under the connection's lock.</summary>
    /// <returns>Its place in the queue for the send buffer, if that is full.</returns>
    public LinkedListNode<WaitingPost>? Append(ReadOnlySpan<byte> records, long ackId, bool isVolatile)
    {
        socket.ThrowIfDisposed();
        if (!socket.IsConnected || Connection.Loop.IsClosing)
        {
            // What a session that is ending would take is lost with it.
            if (!isVolatile)
            {
                Keep(records.ToArray(), ackId);
            }

            return null;
        }

        ThrowIfTooLarge(records, Connection.Loop.MaxPayload);
        bool hasRoom = Connection.Room.Has(records.Length);
        if (isVolatile && (!hasRoom || Connection.Outbox.PendingBytes > VolatileBytes))
        {
            return null;
        }

        if (!hasRoom)
        {
            return Connection.Room.WaitFor(new WaitingPost(socket, records.ToArray(), ackId));
        }

        Connection.Outbox.Append(records, socket.Number);
        return null;
    }

    /// <summary>There is room for a packet that has waited for it. Under the connection's lock.</summary>
    public void Admit(WaitingPost post)
    {
        if (IsAwaited(post))
        {
            Connection.Outbox.Append(post.Records, socket.Number);
        }

        post.Complete();
    }

    /// <summary>The namespace is about to be left: what was emitted before is sent before. Under the connection's lock.</summary>
    public void AdmitAll() => Connection.Room.TakeAll(socket).ForEach(Admit);

    /// <summary>The session ends: posts without room in it wait for the next. Under the connection's lock.</summary>
    public void KeepWaiting()
    {
        foreach (WaitingPost post in Connection.Room.TakeAll(socket))
        {
            try
            {
                if (IsAwaited(post))
                {
                    Keep(post.Records, post.AckId);
                }

                post.Complete();
            }
            catch (SocketIOBufferFullException exception)
            {
                if (post.AckId >= 0)
                {
                    Refuse(post.AckId, exception);
                }

                post.Fail(exception);
            }
        }
    }

    /// <summary>The namespace was granted: what waits in the offline buffer leaves. Under the connection's lock.</summary>
    public void SendKept()
    {
        while (_offline.TryTake(out OfflinePacket packet))
        {
            try
            {
                ThrowIfTooLarge(packet.Records, Connection.Loop.MaxPayload);
                Connection.Outbox.Append(packet.Records, socket.Number);
            }
            catch (SocketIOPacketTooLargeException exception)
            {
                Refuse(packet.AckId, exception);
            }
        }
    }

    /// <summary>Whether the packet of an ack waits in the offline buffer. Under the connection's lock.</summary>
    public bool Keeps(long ackId) => _offline.Contains(ackId);

    /// <summary>A wait is over: its packet need not leave any more. Under the connection's lock.</summary>
    public void Withdraw(long ackId) => _offline.Withdraw(ackId);

    /// <summary>Nothing is sent any more. Under the connection's lock.</summary>
    public void EndForGood()
    {
        foreach (WaitingPost post in Connection.Room.TakeAll(socket))
        {
            post.Fail(new ObjectDisposedException(nameof(SocketIOConnection)));
        }

        _offline.Clear();
    }

    /// <exception cref="SocketIOPacketTooLargeException">One of the records is larger than the server takes.</exception>
    public static void ThrowIfTooLarge(ReadOnlySpan<byte> records, int maxPayload)
    {
        if (records.Length - PacketBuilder.RecordHeader <= maxPayload)
        {
            return;
        }

        while (!records.IsEmpty)
        {
            (int length, _) = PacketBuilder.ReadHeader(records);
            if (length > maxPayload)
            {
                throw new SocketIOPacketTooLargeException(length, maxPayload);
            }

            records = records[(PacketBuilder.RecordHeader + length)..];
        }
    }

    private bool IsAwaited(WaitingPost post) => post.AckId < 0 || acks.Contains(post.AckId);

    private void Keep(byte[] records, long ackId)
    {
        foreach (long id in _offline.Add(new OfflinePacket(records, ackId)) ?? [])
        {
            if (acks.TryRemove(id, out AckCompletion? completion))
            {
                completion.Fail(new SocketIOBufferFullException(socket.Options.OfflineBufferBytes));
            }
        }
    }

    private void Refuse(long ackId, Exception exception)
    {
        if (acks.TryRemove(ackId, out AckCompletion? completion))
        {
            completion.Fail(exception);
        }
        else
        {
            socket.Inbound.AddNotice(() => Connection.ReportHandlerError(exception));
        }
    }

    private async ValueTask WaitForRoomAsync(LinkedListNode<WaitingPost> waiting, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                lock (Connection.Sync)
                {
                    if (!Connection.Room.TryLeave(waiting))
                    {
                        return;
                    }
                }

                waiting.Value.Cancel(token);
            },
            null);
        await waiting.Value.Left.ConfigureAwait(false);
    }
}
