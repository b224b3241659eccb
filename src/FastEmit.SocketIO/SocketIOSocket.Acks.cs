using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Receiving;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>Emits that wait for the server's ack, and acks for the server's events.</content>
public sealed partial class SocketIOSocket
{
    private readonly AckTable<AckCompletion> _acks = new();
    private Action<AckCompletion, CancellationToken>? _withdraw;

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
        PostWithAck(Build(name, arguments), ReplySource<SocketIOAck>.Rent(null, cancelable: false), timeout: null, CancellationToken.None);

    /// <summary>Emits an event with one text, or with null, and waits for the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    [OverloadResolutionPriority(1)]
    public ValueTask<SocketIOAck> EmitWithAckAsync(string name, string? argument) => EmitWithAckAsync(name, [argument]);

    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<SocketIOAck> EmitWithAckAsync(
        string name, SocketIOArgument[] arguments, TimeSpan? timeout, CancellationToken cancellationToken = default) =>
        PostWithAck(
            Build(name, arguments),
            ReplySource<SocketIOAck>.Rent(null, cancellationToken.CanBeCanceled),
            timeout,
            cancellationToken);

    /// <summary>Emits an event with any arguments and waits for the first argument of the server's ack.</summary>
    /// <inheritdoc cref="EmitWithAckAsync{T, TResult}"/>
    public ValueTask<TResult> EmitWithAckAsync<TResult>(
        string name,
        SocketIOArgument[] arguments,
        JsonTypeInfo<TResult> resultInfo,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resultInfo);
        return PostWithAck(
            Build(name, arguments), ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
    }

    /// <summary>Emits a typed argument and waits for the first argument of the server's ack.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="typeInfo">Metadata of the argument.</param>
    /// <param name="resultInfo">Metadata of the ack's first argument.</param>
    /// <param name="timeout">
    /// Bound on the wait, offline time included; infinite for none. Null: <see cref="SocketIOSocketOptions.AckTimeout"/>, or with
    /// <see cref="SocketIOSocketOptions.Retries"/> as long as the attempts take.
    /// </param>
    /// <param name="cancellationToken">Ends the wait. A packet that has not left yet is taken back.</param>
    /// <exception cref="TimeoutException">No ack came in time.</exception>
    /// <exception cref="SocketIODisconnectedException">
    /// The connection was lost between the event and its ack, or closed before the event was sent.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The connection is disposed of.</exception>
    /// <exception cref="ArgumentException">The name is reserved, or there are too many attachments.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is neither more than zero nor infinite.</exception>
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
        return PostWithAck(builder, ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
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

        return PostWithAck(builder, ReplySource<TResult>.Rent(resultInfo, cancellationToken.CanBeCanceled), timeout, cancellationToken);
    }

    internal void OnAck(in SocketIOPacket packet, in AttachmentList attachments) =>
        TakeAck(packet.AckId)?.Complete(packet.Data, attachments);

    /// <summary>The waiter of an ack that has arrived; null when there is none: answered twice, or given up meanwhile.</summary>
    private AckCompletion? TakeAck(long id)
    {
        lock (Connection.Sync)
        {
            if (_acks.TryRemove(id, out AckCompletion? completion) && completion is RetriedAck)
            {
                _retried.OnAcknowledged(id);
                SendRetried();
                Connection.Wake();
            }

            return completion;
        }
    }

    /// <summary>The packet that answers an event, without the part before its arguments.</summary>
    internal PacketBuilder BuildAck(ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        foreach (ref readonly SocketIOArgument argument in arguments)
        {
            argument.WriteTo(builder);
        }

        return builder;
    }

    internal void SendAck(long ackId, int membership, PacketBuilder builder)
    {
        ThrowIfTooManyAttachments(builder);
        ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Ack, _utf8Namespace, ackId);
        lock (Connection.Sync)
        {
            if (IsConnected && _membership == membership)
            {
                ThrowIfTooLarge(records, Connection.MaxPayload);
                Connection.Append(records, Number);
            }
        }

        builder.Return();
        Connection.Wake();
    }

    /// <summary>Under the connection's lock.</summary>
    /// <returns>The next deadline.</returns>
    internal long TakeExpiredAcks(long now, List<AckCompletion> expired)
    {
        while (_acks.TryTakeExpired(now, out AckCompletion? completion))
        {
            if (completion is RetriedAck retried && TryAgain(retried, now))
            {
                continue;
            }

            // What waits for the connection need not leave any more.
            _offline.Withdraw(completion.Id);
            expired.Add(completion);
        }

        return _acks.NextDeadline();
    }

    private ValueTask<TResult> PostWithAck<TResult>(
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
            if (Options.Retries > 0)
            {
                PostRetried(builder, source, timeout, cancellationToken);
            }
            else
            {
                PostAwaited(builder, source, timeout ?? Options.AckTimeout ?? Timeout.InfiniteTimeSpan, cancellationToken);
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

    private void PostAwaited<TResult>(PacketBuilder builder, AckSource<TResult> source, TimeSpan timeout, CancellationToken cancellationToken)
    {
        lock (Connection.Sync)
        {
            source.Id = _acks.NextId();
            source.Timeout = timeout;
            source.Deadline = Connection.DeadlineAfter(timeout);
            ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, source.Id);
            _acks.Add(source);
            try
            {
                // One that has to wait for room leaves in its turn; the caller awaits the ack, and whatever ends that wait.
                Append(records, source.Id, isVolatile: false);
            }
            catch
            {
                _acks.TryRemove(source.Id, out _);
                throw;
            }

            Connection.WatchDeadline(source.Deadline);

            // Last: a token that is cancelled already completes the source in here.
            if (cancellationToken.CanBeCanceled)
            {
                source.CancelWith(_withdraw ??= Withdraw, cancellationToken);
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

            _offline.Withdraw(completion.Id);
            _retried.Remove(completion.Id);
            SendRetried();
            Connection.Wake();
        }

        completion.Fail(new OperationCanceledException("The wait for an ack was cancelled.", cancellationToken));
    }

    /// <summary>Ends the acks of packets that were sent. Packets that still wait keep theirs while another session may follow.</summary>
    /// <param name="isFinal">Whether no session follows by itself.</param>
    /// <returns>The waits that are over, to be failed outside of the lock.</returns>
    private List<AckCompletion> TakeAcks(bool isFinal)
    {
        List<AckCompletion> ended = _acks.RemoveAll(completion =>
            completion is RetriedAck retried ? isFinal && retried.Caller is not null : isFinal || !_offline.Contains(completion.Id));
        foreach (AckCompletion completion in ended)
        {
            _offline.Withdraw(completion.Id);
            _retried.Remove(completion.Id);
        }

        return ended;
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
