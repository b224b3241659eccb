using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>Emits that wait for the server's ack, and acks for the server's events.</content>
public sealed partial class SocketIOSocket
{
    private readonly AckTable _acks = new();
    private Action<AckCompletion>? _withdraw;

    /// <summary>Acks that are waited for.</summary>
    public int PendingAcks
    {
        get
        {
            lock (Connection.Sync)
            {
                return _acks.Count;
            }
        }
    }

    /// <summary>Emits and waits for the server's ack, whatever it carries. Takes <see cref="SocketIOSocketOptions.AckTimeout"/>.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<SocketIOAck> EmitWithAckAsync(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        PostWithAck(Build(name, arguments), AckSource<SocketIOAck>.Rent(null, cancelable: false), Options.AckTimeout, CancellationToken.None);

    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<SocketIOAck> EmitWithAckAsync(
        string name, SocketIOArgument[] arguments, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        PostWithAck(
            Build(name, arguments),
            AckSource<SocketIOAck>.Rent(null, cancellationToken.CanBeCanceled),
            timeout ?? Options.AckTimeout,
            cancellationToken);

    /// <summary>Emits a typed argument and waits for the first argument of the server's ack.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="typeInfo">Metadata of the argument.</param>
    /// <param name="resultInfo">Metadata of the ack's first argument.</param>
    /// <param name="timeout">Bound on the wait, offline time included; null: <see cref="SocketIOSocketOptions.AckTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait. A packet that has not left yet is taken back.</param>
    /// <exception cref="TimeoutException">No ack came in time.</exception>
    /// <exception cref="SocketIODisconnectedException">The connection was lost after the event was sent and before its ack came.</exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="SocketIOPacketTooLargeException">The server would not take it.</exception>
    /// <exception cref="SocketIOBufferFullException">Not connected, the offline buffer is full, and the policy is to throw.</exception>
    /// <exception cref="System.Text.Json.JsonException">The ack is not of the asked type.</exception>
    /// <remarks>Await the result once: its source is pooled.</remarks>
    public ValueTask<TResult> EmitWithAckAsync<T, TResult>(
        string name,
        T argument,
        JsonTypeInfo<T> typeInfo,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentNullException.ThrowIfNull(resultInfo);
        PacketBuilder builder = Start(name);
        builder.Add(argument, typeInfo);
        return PostWithAck(builder, AckSource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout ?? Options.AckTimeout, cancellationToken);
    }

    /// <summary>Emits UTF-8 JSON arguments, which are not checked, and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<TResult> EmitJsonWithAckAsync<TResult>(
        string name,
        ReadOnlySpan<byte> arguments,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resultInfo);
        PacketBuilder builder = Start(name);
        if (!arguments.IsEmpty)
        {
            builder.AddRaw(arguments);
        }

        return PostWithAck(builder, AckSource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout ?? Options.AckTimeout, cancellationToken);
    }

    internal void OnAck(in SocketIOPacket packet, in AttachmentList attachments) =>
        TakeAck(packet.AckId)?.Complete(packet.Data, attachments);

    /// <summary>Whoever waits for an ack that has come; null when nobody does: it was answered twice, or given up meanwhile.</summary>
    private AckCompletion? TakeAck(long id)
    {
        lock (Connection.Sync)
        {
            if (_acks.TryRemove(id, out AckCompletion? completion) && completion is RetriedAck)
            {
                Forget(id);
            }

            return completion;
        }
    }

    /// <summary>The packet that answers an event, but for what stands before its arguments.</summary>
    internal PacketBuilder BuildAck(ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        foreach (ref readonly SocketIOArgument argument in arguments)
        {
            argument.WriteTo(builder);
        }

        return builder;
    }

    internal void SendAck(long ackId, int session, PacketBuilder builder)
    {
        ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Ack, _utf8Namespace, ackId);
        lock (Connection.Sync)
        {
            if (_connected && _session == session)
            {
                ThrowIfTooLarge(records, Connection.MaxPayload);
                Connection.Append(records, _number);
            }
        }

        builder.Return();
        Connection.Wake();
    }

    /// <summary>Under the connection's lock.</summary>
    internal void TakeExpiredAcks(long now, List<AckCompletion> expired)
    {
        int first = expired.Count;
        _acks.RemoveAll(completion => completion.Deadline <= now, expired);
        for (int i = expired.Count - 1; i >= first; i--)
        {
            if (expired[i] is RetriedAck retried && TryAgain(retried))
            {
                expired.RemoveAt(i);
            }
            else
            {
                // What waits for the connection need not leave any more.
                _offline.Withdraw(expired[i].Id);
            }
        }
    }

    internal long EarliestDeadline() => _acks.EarliestDeadline();

    private ValueTask<TResult> PostWithAck<TResult>(
        PacketBuilder builder, AckSource<TResult> source, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        ValueTask<TResult> task = source.Task;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Options.Retries > 0)
            {
                PostRetried(builder, source);
                builder.Return();
                return task;
            }

            NotifyOutgoing(builder);
            source.Deadline = timeout is { } bound ? Connection.DeadlineAfter(bound) : long.MaxValue;
            source.Timeout = timeout ?? default;
            PostAwaited(builder, source, cancellationToken);
            builder.Return();
        }
        catch
        {
            source.Abandon();
            throw;
        }

        return task;
    }

    private void PostAwaited<TResult>(PacketBuilder builder, AckSource<TResult> source, CancellationToken cancellationToken)
    {
        long id;
        ReadOnlySpan<byte> records;
        lock (Connection.Sync)
        {
            id = _acks.Add(source);
            records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, id);
            Connection.WatchDeadline(source.Deadline);
            try
            {
                if (TryPost(records, id, isVolatile: false) == PostResult.Posted)
                {
                    records = default;
                }

                // Last: a token that is cancelled already completes the source in here.
                if (cancellationToken.CanBeCanceled)
                {
                    source.CancelWith(_withdraw ??= Withdraw, cancellationToken);
                }
            }
            catch
            {
                _acks.TryRemove(id, out _);
                throw;
            }
        }

        if (!records.IsEmpty)
        {
            // The caller awaits the ack; that the packet got no room shows there, as a timeout or a disconnect.
            _ = PostWhenThereIsRoomAsync(records.ToArray(), id, CancellationToken.None).AsTask();
        }
    }

    private void Withdraw(AckCompletion completion)
    {
        lock (Connection.Sync)
        {
            if (!_acks.TryRemove(completion.Id, out AckCompletion? found) || !ReferenceEquals(found, completion))
            {
                return;
            }

            _offline.Withdraw(completion.Id);
        }

        completion.Fail(new OperationCanceledException("The wait for an ack was cancelled."));
    }

    /// <summary>Acks of what was sent cannot come any more; those of what still waits to be sent can.</summary>
    private void RejectAcks(DisconnectReason reason, string? detail)
    {
        List<AckCompletion> rejected = [];
        lock (Connection.Sync)
        {
            _acks.RemoveAll(completion => completion is not RetriedAck && !_offline.Contains(completion.Id), rejected);
        }

        foreach (AckCompletion completion in rejected)
        {
            completion.Fail(new SocketIODisconnectedException(reason, detail));
        }
    }

    private void FailDropped(List<long>? ackIds)
    {
        foreach (long id in ackIds ?? [])
        {
            if (_acks.TryRemove(id, out AckCompletion? completion))
            {
                completion.Fail(new SocketIOBufferFullException(Options.OfflineBufferBytes));
            }
        }
    }
}
