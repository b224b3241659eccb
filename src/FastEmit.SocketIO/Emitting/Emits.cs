using FastEmit.Protocol.Packets;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;
using FastEmit.SocketIO.Transports;

namespace FastEmit.SocketIO.Emitting;

/// <summary>
/// The emits of one socket, from the built packet to the end of the wait for its ack. Exactly one of ack, timeout, cancellation and the end of the
/// session ends a wait, by removing it from the table. The connection's lock guards all of it; members that are called under it say so.
/// </summary>
internal sealed class Emits
{
    private readonly SocketIOSocket _socket;
    private readonly AckTable<AckCompletion> _acks = new();
    private readonly EventSender _sender;
    private readonly RetriedEmits _retried;
    private readonly Action<AckCompletion, CancellationToken> _withdraw;

    public Emits(SocketIOSocket socket)
    {
        _socket = socket;
        _withdraw = Withdraw;
        _sender = new EventSender(socket, _acks);
        _retried = new RetriedEmits(socket, _acks, _withdraw);
    }

    /// <summary>Acks that are waited for.</summary>
    public int Pending
    {
        get
        {
            lock (Connection.Sync)
            {
                return _acks.Count;
            }
        }
    }

    /// <summary>Events that found no room while they waited for the namespace, and those without ack that were given up.</summary>
    public long Dropped
    {
        get
        {
            lock (Connection.Sync)
            {
                return _sender.Dropped + _retried.Abandoned;
            }
        }
    }

    private SocketIOConnection Connection => _socket.Connection;

    /// <summary>Emits an event without ack.</summary>
    /// <returns>Completed at once, unless the send buffer is full.</returns>
    public ValueTask Post(PacketBuilder builder, EmitOptions options, CancellationToken cancellationToken)
    {
        bool isVolatile = (options & EmitOptions.Volatile) != 0;
        Check(builder);
        ValueTask posted = default;
        if (_socket.Options.Retries > 0 && !isVolatile)
        {
            _retried.Post<SocketIOAck>(builder, null, timeout: null, CancellationToken.None);
        }
        else
        {
            posted = _sender.Post(builder, isVolatile, cancellationToken);
        }

        builder.Return();
        return posted;
    }

    /// <summary>Emits an event and waits for its ack.</summary>
    /// <param name="builder">The event.</param>
    /// <param name="source">The wait.</param>
    /// <param name="timeout">Its bound; null for the socket's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ValueTask<TResult> PostWithAck<TResult>(
        PacketBuilder builder, AckSource<TResult> source, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ValueTask<TResult> task = source.Task;
        try
        {
            if (timeout is { } given)
            {
                Durations.ThrowIfNoBound(given, nameof(timeout));
            }

            cancellationToken.ThrowIfCancellationRequested();
            Check(builder);
            if (_socket.Options.Retries > 0)
            {
                _retried.Post(builder, source, timeout, cancellationToken);
            }
            else
            {
                PostAwaited(builder, source, timeout ?? _socket.Options.AckTimeout ?? Timeout.InfiniteTimeSpan, cancellationToken);
            }

            builder.Return();
        }
        catch
        {
            source.Abandon();
            throw;
        }

        return task;
    }

    /// <summary>Answers an event, unless the membership in which it came is over.</summary>
    public void SendAck(long ackId, int membership, PacketBuilder builder)
    {
        ThrowIfTooManyAttachments(builder);
        ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Ack, _socket.Utf8Namespace, ackId);
        lock (Connection.Sync)
        {
            if (_socket.IsConnected && _socket.Membership == membership)
            {
                EventSender.ThrowIfTooLarge(records, Connection.Loop.MaxPayload);
                Connection.Outbox.Append(records, _socket.Number);
            }
        }

        builder.Return();
        Connection.Wake();
    }

    /// <summary>The waiter of an ack that has arrived; null when there is none: answered twice, or given up meanwhile. On the read loop.</summary>
    public AckCompletion? TakeAnswered(long id)
    {
        lock (Connection.Sync)
        {
            if (_acks.TryRemove(id, out AckCompletion? completion) && completion is RetriedAck)
            {
                _retried.OnAcknowledged(id);
            }

            return completion;
        }
    }

    /// <summary>Under the connection's lock.</summary>
    /// <returns>The next deadline.</returns>
    public long TakeExpired(long now, List<AckCompletion> expired)
    {
        while (_acks.TryTakeExpired(now, out AckCompletion? completion))
        {
            if (completion is RetriedAck retried && _retried.TryAgain(retried, now))
            {
                continue;
            }

            // What waits for the connection need not leave any more.
            _sender.Withdraw(completion.Id);
            expired.Add(completion);
        }

        return _acks.NextDeadline();
    }

    /// <summary>There is room for a packet that has waited for it. Under the connection's lock.</summary>
    public void Admit(WaitingPost post) => _sender.Admit(post);

    /// <summary>The namespace was granted: waiting posts leave first. Under the connection's lock.</summary>
    public void OnGranted()
    {
        _retried.SendDue();
        _sender.SendKept();
    }

    /// <summary>The user leaves the namespace. Under the connection's lock.</summary>
    public void OnLeaving() => _sender.AdmitAll();

    /// <summary>
    /// The membership, or the attempt at one, is over. Waits for acks of packets that were sent end; packets that still wait keep theirs while
    /// another session may follow. Under the connection's lock.
    /// </summary>
    /// <param name="wasJoined">Whether the namespace was granted.</param>
    /// <param name="isCalled">Whether the user ended it.</param>
    /// <param name="isFinal">Whether no session follows by itself.</param>
    public EndedWaits OnMembershipEnded(bool wasJoined, bool isCalled, bool isFinal)
    {
        if (wasJoined)
        {
            _sender.KeepWaiting();
        }

        RetriedAck? givenUp = _retried.OnSessionEnded(isLost: wasJoined && !isCalled);
        return new EndedWaits(givenUp, TakeEnded(isFinal), _socket.Options.Retries + 1);
    }

    /// <summary>The connection is disposed of: nothing that waits here can end in another way.</summary>
    public void EndForGood()
    {
        List<AckCompletion> ended;
        lock (Connection.Sync)
        {
            ended = TakeEnded(isFinal: true);
            _sender.EndForGood();
        }

        ended.ForEach(static completion => completion.Fail(new ObjectDisposedException(nameof(SocketIOConnection))));
    }

    private List<AckCompletion> TakeEnded(bool isFinal)
    {
        List<AckCompletion> ended = _acks.RemoveAll(completion =>
            completion is RetriedAck retried ? isFinal && retried.Caller is not null : isFinal || !_sender.Keeps(completion.Id));
        foreach (AckCompletion completion in ended)
        {
            _sender.Withdraw(completion.Id);
            _retried.Withdraw(completion.Id);
        }

        return ended;
    }

    private void PostAwaited<TResult>(PacketBuilder builder, AckSource<TResult> source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (Connection.Sync)
        {
            source.Id = _acks.NextId();
            source.Timeout = timeout;
            source.Deadline = Connection.Deadlines.After(timeout);
            ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Event, _socket.Utf8Namespace, source.Id);
            _acks.Add(source);
            try
            {
                // One that has to wait for room leaves in its turn; the caller awaits the ack, and whatever ends that wait.
                _sender.Append(records, source.Id, isVolatile: false);
            }
            catch
            {
                _acks.TryRemove(source.Id, out _);
                throw;
            }

            Connection.Deadlines.Watch(source.Deadline);

            // Last: a token that is cancelled already completes the source in here.
            if (cancellationToken.CanBeCanceled)
            {
                source.CancelWith(_withdraw, cancellationToken);
            }
        }

        Connection.Wake();
    }

    private void Withdraw(AckCompletion completion, CancellationToken cancellationToken)
    {
        lock (Connection.Sync)
        {
            if (!_acks.TryRemove(completion.Id, out _))
            {
                return;
            }

            _sender.Withdraw(completion.Id);
            _retried.Withdraw(completion.Id);
            _retried.SendDue();
            Connection.Wake();
        }

        completion.Fail(new OperationCanceledException("The wait for an ack was cancelled.", cancellationToken));
    }

    /// <summary>Before an event is finished.</summary>
    private void Check(PacketBuilder builder)
    {
        ThrowIfTooManyAttachments(builder);
        _socket.Handlers.OnEmitting(builder);
    }

    private void ThrowIfTooManyAttachments(PacketBuilder builder)
    {
        int limit = Connection.Options.MaxAttachments;
        if (builder.Attachments.Count > limit)
        {
            throw new ArgumentException(
                $"The packet has {builder.Attachments.Count} binary attachments. Servers close the connection at more than {limit} "
                + $"({nameof(SocketIOConnectionOptions)}.{nameof(SocketIOConnectionOptions.MaxAttachments)}).");
        }
    }
}

/// <summary>The waits that a session's end has ended, to be failed outside of the lock.</summary>
/// <param name="GivenUp">The event that ended sessions again and again; null for none.</param>
/// <param name="Ended">All others.</param>
/// <param name="Attempts">That an event has.</param>
internal readonly record struct EndedWaits(RetriedAck? GivenUp, List<AckCompletion> Ended, int Attempts)
{
    public void Fail(ConnectionClose close)
    {
        GivenUp?.Fail(new SocketIODisconnectedException(
            close.Reason, $"it ended whenever this event was sent, {Attempts} times in a row without an ack"));
        foreach (AckCompletion completion in Ended)
        {
            completion.Fail(new SocketIODisconnectedException(close.Reason, close.Detail, close.Error));
        }
    }
}
