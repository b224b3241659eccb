using FastEmit.Protocol.Packets;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO.Emitting;

/// <summary>
/// At-least-once by acks. Events are sent in order and without waiting for each other's acks. One whose ack is late is sent again by
/// itself: on an unbroken connection everything arrives in order anyway, and after a lost one all that is open is sent again, in order.
/// Except <see cref="Post"/>, every member is called under the connection's lock.
/// </summary>
/// <param name="socket">Whose events.</param>
/// <param name="acks">The acks that its calls wait for; each event has one.</param>
/// <param name="withdraw">Ends the wait of a caller whose token is cancelled.</param>
internal sealed class RetriedEmits(SocketIOSocket socket, AckTable<AckCompletion> acks, Action<AckCompletion, CancellationToken> withdraw)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    private readonly RetryQueue _queue = new();

    /// <summary>Events without ack whose attempts are used up.</summary>
    public long Abandoned { get; private set; }

    private SocketIOConnection Connection => socket.Connection;

    /// <summary>Of one attempt.</summary>
    private TimeSpan AttemptTimeout => socket.Options.AckTimeout ?? DefaultTimeout;

    /// <summary>Takes the lock.</summary>
    /// <param name="builder">The packet.</param>
    /// <param name="caller">The completion of the waiting call.</param>
    /// <param name="timeout">Bound on the caller's wait over all attempts.</param>
    /// <param name="cancellationToken">Ends the caller's wait, and with it the attempts.</param>
    public void Post<TResult>(PacketBuilder builder, AckSource<TResult>? caller, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        lock (Connection.Sync)
        {
            socket.ThrowIfDisposed();
            long id = acks.NextId();
            byte[] records = builder.Finish(SocketIOPacketType.Event, socket.Utf8Namespace, id).ToArray();
            if (_queue.Bytes + records.Length > socket.Options.OfflineBufferBytes)
            {
                throw new SocketIOBufferFullException(socket.Options.OfflineBufferBytes);
            }

            if (socket.IsConnected)
            {
                EventSender.ThrowIfTooLarge(records, Connection.Loop.MaxPayload);
            }

            long deadline = timeout is { } bound ? Connection.Deadlines.After(bound) : long.MaxValue;
            RetriedAck retried = new(records, caller)
            {
                Id = id,
                Deadline = deadline,
                CallerDeadline = deadline,
                CallerTimeout = timeout ?? default,
            };
            acks.Add(retried);
            _queue.Add(retried);
            Connection.Deadlines.Watch(retried.Deadline);
            SendDue();
            if (caller is not null)
            {
                caller.Id = id;

                // Last: a token that is cancelled already completes the caller in here.
                if (cancellationToken.CanBeCanceled)
                {
                    caller.CancelWith(withdraw, cancellationToken);
                }
            }
        }

        Connection.Wake();
    }

    /// <summary>Sends the packets that this session may carry.</summary>
    public void SendDue()
    {
        while (socket.IsConnected && _queue.TakeNext() is { } retried)
        {
            Send(retried);
        }
    }

    /// <summary>The ack of an event has come.</summary>
    public void OnAcknowledged(long id)
    {
        _queue.OnAcknowledged(id);
        SendDue();
        Connection.Wake();
    }

    /// <summary>A wait is over: no further attempt is made.</summary>
    public void Withdraw(long id) => _queue.Remove(id);

    /// <summary>An attempt was answered by nothing. False when it was the last, or the caller waits no longer.</summary>
    public bool TryAgain(RetriedAck retried, long now)
    {
        bool isCallersEnd = retried.CallerDeadline <= now;
        retried.Timeout = isCallersEnd ? retried.CallerTimeout : AttemptTimeout;
        if (isCallersEnd || retried.Retries >= socket.Options.Retries)
        {
            GiveUp(retried);
            return false;
        }

        retried.Retries++;
        retried.Deadline = long.MaxValue;
        acks.Add(retried);
        Send(retried);
        Connection.Wake();
        return true;
    }

    /// <summary>
    /// The session has ended and another will send what is open again. An event with which sessions end again and again is given up like
    /// one that is not answered.
    /// </summary>
    /// <returns>The ack that was given up, or null.</returns>
    public RetriedAck? OnSessionEnded(bool isLost)
    {
        RetriedAck? suspect = _queue.OnSessionEnded(isLost);
        foreach (RetriedAck retried in _queue.Open)
        {
            acks.Postpone(retried, retried.CallerDeadline);
        }

        if (suspect is not null && suspect.Retries++ >= socket.Options.Retries)
        {
            acks.TryRemove(suspect.Id, out _);
            GiveUp(suspect);
            return suspect;
        }

        return null;
    }

    private void Send(RetriedAck retried)
    {
        acks.Postpone(retried, Math.Min(retried.CallerDeadline, Connection.Deadlines.After(AttemptTimeout)));
        Connection.Outbox.Append(retried.Records, socket.Number);
        Connection.Deadlines.Watch(retried.Deadline);
    }

    private void GiveUp(RetriedAck retried)
    {
        _queue.Remove(retried.Id);
        if (retried.Caller is null)
        {
            Abandoned++;
            socket.Inbound.AddNotice(() => Connection.ReportAbandoned(socket.Namespace, socket.Options.Retries + 1));
        }

        SendDue();
    }
}
