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

    private readonly RetryQueue _retried = new();

    /// <summary>Of one attempt.</summary>
    private TimeSpan RetryTimeout => Options.AckTimeout ?? DefaultRetryTimeout;

    /// <param name="builder">The packet.</param>
    /// <param name="caller">The completion of the waiting call.</param>
    /// <param name="timeout">Bound on the caller's wait over all attempts.</param>
    /// <param name="cancellationToken">Ends the caller's wait, and with it the attempts.</param>
    private void PostRetried<TResult>(PacketBuilder builder, AckSource<TResult>? caller, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        lock (Connection.Sync)
        {
            ThrowIfDisposed();
            long id = _acks.NextId();
            byte[] records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, id).ToArray();
            if (_retried.Bytes + records.Length > Options.OfflineBufferBytes)
            {
                throw new SocketIOBufferFullException(Options.OfflineBufferBytes);
            }

            if (IsConnected)
            {
                ThrowIfTooLarge(records, Connection.MaxPayload);
            }

            long deadline = timeout is { } bound ? Connection.DeadlineAfter(bound) : long.MaxValue;
            RetriedAck retried = new(records, caller)
            {
                Id = id,
                Deadline = deadline,
                CallerDeadline = deadline,
                CallerTimeout = timeout ?? default,
            };
            _acks.Add(retried);
            _retried.Add(retried);
            Connection.WatchDeadline(retried.Deadline);
            SendRetried();
            if (caller is not null)
            {
                caller.Id = id;

                // Last: a token that is cancelled already completes the caller in here.
                if (cancellationToken.CanBeCanceled)
                {
                    caller.CancelWith(_withdraw ??= Withdraw, cancellationToken);
                }
            }
        }

        Connection.Wake();
    }

    /// <summary>Sends the packets that this session may carry. Under the connection's lock.</summary>
    private void SendRetried()
    {
        while (IsConnected && _retried.TakeNext() is { } retried)
        {
            Send(retried);
        }
    }

    private void Send(RetriedAck retried)
    {
        _acks.Postpone(retried, Math.Min(retried.CallerDeadline, Connection.DeadlineAfter(RetryTimeout)));
        Connection.Append(retried.Records, Number);
        Connection.WatchDeadline(retried.Deadline);
    }

    /// <summary>An attempt was answered by nothing. False when it was the last, or the caller waits no longer. Under the connection's lock.</summary>
    private bool TryAgain(RetriedAck retried, long now)
    {
        bool isCallersEnd = retried.CallerDeadline <= now;
        retried.Timeout = isCallersEnd ? retried.CallerTimeout : RetryTimeout;
        if (isCallersEnd || retried.Retries >= Options.Retries)
        {
            GiveUp(retried);
            return false;
        }

        retried.Retries++;
        retried.Deadline = long.MaxValue;
        _acks.Add(retried);
        Send(retried);
        Connection.Wake();
        return true;
    }

    /// <summary>
    /// The session has ended and another will send what is open again. An event with which sessions end again and again is given up like
    /// one that is not answered. Under the connection's lock.
    /// </summary>
    /// <returns>The ack that was given up, or null.</returns>
    private RetriedAck? OnRetriedSessionEnded(bool isLost)
    {
        RetriedAck? suspect = _retried.OnSessionEnded(isLost);
        foreach (RetriedAck retried in _retried.Open)
        {
            _acks.Postpone(retried, retried.CallerDeadline);
        }

        if (suspect is not null && suspect.Retries++ >= Options.Retries)
        {
            _acks.TryRemove(suspect.Id, out _);
            GiveUp(suspect);
            return suspect;
        }

        return null;
    }

    /// <summary>Under the connection's lock.</summary>
    private void GiveUp(RetriedAck retried)
    {
        _retried.Remove(retried.Id);
        if (retried.Caller is null)
        {
            _abandoned++;
            Inbound.AddNotice(() => Connection.ReportAbandoned(Namespace, Options.Retries + 1));
        }

        SendRetried();
    }
}
