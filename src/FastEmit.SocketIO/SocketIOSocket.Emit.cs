using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>
/// Emits. A packet is built in a buffer of the calling thread and copied under the connection's lock to where it waits: the outbox while
/// connected, the offline buffer otherwise. An emit completes when the packet is buffered; for proof of delivery use acks.
/// </content>
public sealed partial class SocketIOSocket
{
    /// <summary>How far the network may be behind for a volatile event to be sent.</summary>
    private const int VolatileBytes = 64 * 1024;

    private readonly OfflineBuffer _offline;
    private long _abandoned;

    /// <summary>
    /// Events that waited, or should have waited, for the namespace and were dropped, and those without ack whose
    /// <see cref="SocketIOSocketOptions.Retries"/> are used up; volatile ones are not counted.
    /// </summary>
    public long DroppedEvents
    {
        get
        {
            lock (Connection.Sync)
            {
                return _offline.Dropped + _abandoned;
            }
        }
    }

    /// <summary>Emits an event with any arguments.</summary>
    /// <returns>Completed at once, unless the send buffer is full.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="SocketIOPacketTooLargeException">The server would not take it.</exception>
    /// <exception cref="SocketIOBufferFullException">Not connected, the offline buffer is full, and the policy is to throw.</exception>
    public ValueTask EmitAsync(string name, params ReadOnlySpan<SocketIOArgument> arguments) =>
        EmitAsync(EmitOptions.None, name, arguments);

    /// <summary>Emits an event with one text, or with null: a literal null among any arguments would be no argument at all.</summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    [OverloadResolutionPriority(1)]
    public ValueTask EmitAsync(string name, string? argument) => EmitAsync(EmitOptions.None, name, argument);

    /// <inheritdoc cref="EmitAsync(string, string)"/>
    [OverloadResolutionPriority(1)]
    public ValueTask EmitAsync(EmitOptions options, string name, string? argument) => EmitAsync(options, name, [argument]);

    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitAsync(EmitOptions options, string name, params ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = Build(name, arguments);
        return Post(builder, options);
    }

    /// <summary>Emits an event with one typed argument, by source-generated metadata. Allocates nothing in steady state.</summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitAsync<T>(
        string name,
        T argument,
        JsonTypeInfo<T> typeInfo,
        EmitOptions options = EmitOptions.None,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        PacketBuilder builder = Start(name);
        builder.Add(argument, typeInfo);
        return Post(builder, options, cancellationToken);
    }

    /// <summary>
    /// Emits an event whose arguments are UTF-8 JSON already: one, or several with commas between them, or nothing. They are not checked.
    /// Allocates nothing in steady state.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, ReadOnlySpan{SocketIOArgument})"/>
    public ValueTask EmitJsonAsync(
        string name,
        ReadOnlySpan<byte> arguments,
        EmitOptions options = EmitOptions.None,
        CancellationToken cancellationToken = default)
    {
        PacketBuilder builder = Start(name);
        if (!arguments.IsEmpty)
        {
            builder.AddRaw(arguments);
        }

        return Post(builder, options, cancellationToken);
    }

    /// <summary>Emits an array that is UTF-8 JSON already, name first and placeholders in it, as <c>["name",…]</c>. It is not checked.</summary>
    internal ValueTask EmitArrayAsync(
        ReadOnlySpan<byte> array, ReadOnlySpan<ReadOnlyMemory<byte>> attachments, CancellationToken cancellationToken)
    {
        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        builder.AddRaw(array[1..^1]);
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            builder.Attach(new ReadOnlySequence<byte>(attachment));
        }

        return Post(builder, EmitOptions.None, cancellationToken);
    }

    private PacketBuilder Start(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (ReservedEvents.Contains(name))
        {
            throw new ArgumentException($"'{name}' is a reserved event name.", nameof(name));
        }

        PacketBuilder builder = PacketBuilder.Start(_utf8Namespace.Length);
        builder.Add(name);
        return builder;
    }

    private PacketBuilder Build(string name, ReadOnlySpan<SocketIOArgument> arguments)
    {
        PacketBuilder builder = Start(name);
        foreach (ref readonly SocketIOArgument argument in arguments)
        {
            argument.WriteTo(builder);
        }

        return builder;
    }

    private ValueTask Post(PacketBuilder builder, EmitOptions options, CancellationToken cancellationToken = default)
    {
        bool isVolatile = (options & EmitOptions.Volatile) != 0;
        Check(builder);
        ValueTask posted = default;
        if (Options.Retries > 0 && !isVolatile)
        {
            PostRetried<SocketIOAck>(builder, null, timeout: null, CancellationToken.None);
        }
        else
        {
            ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, SocketIOPacket.NoAck);
            LinkedListNode<WaitingPost>? waiting;
            lock (Connection.Sync)
            {
                waiting = Append(records, SocketIOPacket.NoAck, isVolatile);
            }

            Connection.Wake();
            if (waiting is not null)
            {
                posted = WaitForRoomAsync(waiting, cancellationToken);
            }
        }

        builder.Return();
        return posted;
    }

    /// <summary>Puts a packet where it waits for the network, or for the namespace. Under the connection's lock.</summary>
    /// <returns>Its place in the queue for the send buffer, if that is full.</returns>
    private LinkedListNode<WaitingPost>? Append(ReadOnlySpan<byte> records, long ackId, bool isVolatile)
    {
        ThrowIfDisposed();
        if (!IsConnected || Connection.IsClosing)
        {
            // What a session that is ending would take is lost with it.
            if (!isVolatile)
            {
                Keep(records.ToArray(), ackId);
            }

            return null;
        }

        ThrowIfTooLarge(records, Connection.MaxPayload);
        bool hasRoom = Connection.Room.Has(records.Length);
        if (isVolatile && (!hasRoom || Connection.PendingBytes > VolatileBytes))
        {
            return null;
        }

        if (!hasRoom)
        {
            return Connection.Room.WaitFor(new WaitingPost(this, records.ToArray(), ackId));
        }

        Connection.Append(records, Number);
        return null;
    }

    /// <summary>Under the connection's lock.</summary>
    private void Keep(byte[] records, long ackId) => FailDropped(_offline.Add(new OfflinePacket(records, ackId)));

    /// <summary>There is room for a packet that has waited for it. Under the connection's lock.</summary>
    internal void Admit(WaitingPost post)
    {
        if (post.AckId < 0 || _acks.Contains(post.AckId))
        {
            Connection.Append(post.Records, Number);
        }

        post.Complete();
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

    /// <summary>The session ends: posts without room in it wait for the next. Under the connection's lock.</summary>
    private void KeepWaiting()
    {
        foreach (WaitingPost post in Connection.Room.TakeAll(this))
        {
            try
            {
                if (post.AckId < 0 || _acks.Contains(post.AckId))
                {
                    Keep(post.Records, post.AckId);
                }

                post.Complete();
            }
            catch (SocketIOBufferFullException exception)
            {
                if (post.AckId >= 0)
                {
                    RefuseWaiting(post.AckId, exception);
                }

                post.Fail(exception);
            }
        }
    }

    /// <summary>The namespace was granted: waiting posts leave first. Under the connection's lock.</summary>
    private void SendWaiting()
    {
        SendRetried();
        while (_offline.TryTake(out OfflinePacket packet))
        {
            try
            {
                ThrowIfTooLarge(packet.Records, Connection.MaxPayload);
                Connection.Append(packet.Records, Number);
            }
            catch (SocketIOPacketTooLargeException exception)
            {
                RefuseWaiting(packet.AckId, exception);
            }
        }
    }

    private void RefuseWaiting(long ackId, Exception exception)
    {
        if (_acks.TryRemove(ackId, out AckCompletion? completion))
        {
            completion.Fail(exception);
        }
        else
        {
            Inbound.AddNotice(() => Connection.ReportHandlerError(exception));
        }
    }

    private static void ThrowIfTooLarge(ReadOnlySpan<byte> records, int maxPayload)
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

    /// <summary>Before an event is finished.</summary>
    private void Check(PacketBuilder builder)
    {
        ThrowIfTooManyAttachments(builder);
        if (!_outgoing.IsEmpty)
        {
            NotifyOutgoingSlow(builder);
        }
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

    private void NotifyOutgoingSlow(PacketBuilder builder)
    {
        byte[] json = [.. builder.Json, (byte)']'];
        int[] lengths = [.. builder.Attachments.Select(static attachment => checked((int)attachment.Length))];
        byte[] attachments = [.. builder.Attachments.SelectMany(static attachment => attachment.ToArray())];
        int nameLength = Receiving.ArgumentReader.Raw(json, 0).Length;
        foreach (Receiving.EventSubscription listener in _outgoing.Any)
        {
            // Catch-all listeners are synchronous, so the task is complete.
            SocketIOEvent sent = new(
                this, json, 1, nameLength, SocketIOPacket.NoAck, 0, new Receiving.AttachmentList(attachments, lengths));
            _ = ObserveAsync(Invoke(listener, sent)).AsTask();
        }
    }
}
