using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>
/// At-least-once by acks. Events are sent in order and without waiting for each other's acks. One whose ack is late is sent again by
/// itself: on an unbroken connection everything arrives in order anyway, and after a lost one all that is open is sent again, in order.
/// </content>
public sealed partial class SocketIOSocket
{
    private static readonly TimeSpan DefaultRetryTimeout = TimeSpan.FromSeconds(10);

    // In the order of their ids, which is the order of the emits.
    private readonly SortedDictionary<long, RetriedAck> _unacknowledged = [];
    private long _unacknowledgedBytes;

    private TimeSpan RetryTimeout => Options.AckTimeout ?? DefaultRetryTimeout;

    private void PostRetried(PacketBuilder builder, AckCompletion? caller)
    {
        NotifyOutgoing(builder);
        lock (Connection.Sync)
        {
            long id = _acks.NextId();
            byte[] records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, id).ToArray();
            if (_unacknowledgedBytes + records.Length > Options.OfflineBufferBytes)
            {
                throw new SocketIOBufferFullException(Options.OfflineBufferBytes);
            }

            if (_connected)
            {
                ThrowIfTooLarge(records, Connection.MaxPayload);
            }

            RetriedAck retried = new(records, caller) { Id = id, Timeout = RetryTimeout };
            _acks.Restore(retried);
            _unacknowledged.Add(id, retried);
            _unacknowledgedBytes += records.Length;
            Send(retried);
        }

        Connection.Wake();
    }

    /// <summary>Under the connection's lock. Not connected: it waits for the next session, without a deadline.</summary>
    private void Send(RetriedAck retried)
    {
        retried.Deadline = long.MaxValue;
        if (_connected)
        {
            retried.Deadline = Connection.DeadlineAfter(RetryTimeout);
            Connection.Append(retried.Records, _number);
            Connection.WatchDeadline(retried.Deadline);
        }
    }

    private bool TryAgain(RetriedAck retried)
    {
        if (retried.Retries >= Options.Retries)
        {
            Forget(retried.Id);
            return false;
        }

        retried.Retries++;
        _acks.Restore(retried);
        Send(retried);
        Connection.Wake();
        return true;
    }

    private void ResendUnacknowledged()
    {
        foreach (RetriedAck retried in _unacknowledged.Values)
        {
            Send(retried);
        }
    }

    /// <summary>Under the connection's lock.</summary>
    private void Forget(long id)
    {
        if (_unacknowledged.Remove(id, out RetriedAck? retried))
        {
            _unacknowledgedBytes -= retried.Records.Length;
        }
    }
}
