using System.Buffers;
using System.Text.Json.Serialization.Metadata;
using FastEmit.Protocol.Packets;
using FastEmit.SocketIO.Acks;
using FastEmit.SocketIO.Sending;

namespace FastEmit.SocketIO;

/// <content>
/// Emits. A packet is built in a buffer of the calling thread and copied under the connection's lock to where it waits: the outbox while
/// connected, the offline buffer otherwise. An emit is complete when it waits there; delivery is what acks are for.
/// </content>
public sealed partial class SocketIOSocket
{
    /// <summary>How far the network may be behind for a volatile event to be sent.</summary>
    private const int VolatileBytes = 64 * 1024;

    private readonly OfflineBuffer _offline;

    /// <summary>Events that waited, or should have waited, for the namespace and were dropped; volatile ones are not counted.</summary>
    public long DroppedEvents
    {
        get
        {
            lock (Connection.Sync)
            {
                return _offline.Dropped;
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
        if (Options.Retries > 0 && !isVolatile)
        {
            PostRetried(builder, null);
            builder.Return();
            return default;
        }

        NotifyOutgoing(builder);
        ReadOnlySpan<byte> records = builder.Finish(SocketIOPacketType.Event, _utf8Namespace, SocketIOPacket.NoAck);
        PostResult result = TryPost(records, SocketIOPacket.NoAck, isVolatile);
        ValueTask posted = result == PostResult.Full
            ? PostWhenThereIsRoomAsync(records.ToArray(), SocketIOPacket.NoAck, cancellationToken)
            : default;
        builder.Return();
        return posted;
    }

    private PostResult TryPost(ReadOnlySpan<byte> records, long ackId, bool isVolatile)
    {
        lock (Connection.Sync)
        {
            if (_connected)
            {
                ThrowIfTooLarge(records, Connection.MaxPayload);
                if (isVolatile && Connection.PendingBytes > VolatileBytes)
                {
                    return PostResult.Dropped;
                }

                if (!Connection.HasRoom(records.Length))
                {
                    return PostResult.Full;
                }

                Connection.Append(records, _number);
            }
            else if (isVolatile)
            {
                return PostResult.Dropped;
            }
            else
            {
                FailDropped(_offline.Add(new OfflinePacket(records.ToArray(), ackId)));
                return PostResult.Posted;
            }
        }

        Connection.Wake();
        return PostResult.Posted;
    }

    private async ValueTask PostWhenThereIsRoomAsync(byte[] records, long ackId, CancellationToken cancellationToken)
    {
        do
        {
            Task room;
            lock (Connection.Sync)
            {
                room = Connection.RoomAsync();
            }

            // Asked for before the next try, so that room made in between is not missed.
            if (TryPost(records, ackId, isVolatile: false) == PostResult.Posted)
            {
                return;
            }

            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        while (TryPost(records, ackId, isVolatile: false) == PostResult.Full);
    }

    /// <summary>The namespace was granted: what waited leaves first. Under the connection's lock.</summary>
    private void SendWaiting()
    {
        ResendUnacknowledged();
        while (_offline.TryTake(out OfflinePacket packet))
        {
            try
            {
                ThrowIfTooLarge(packet.Records, Connection.MaxPayload);
                Connection.Append(packet.Records, _number);
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

    private void NotifyOutgoing(PacketBuilder builder)
    {
        if (!_outgoing.IsEmpty)
        {
            NotifyOutgoingSlow(builder);
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
                this, json, 1, nameLength, SocketIOPacket.NoAck, new Receiving.AttachmentList(attachments, lengths));
            _ = ObserveAsync(Invoke(listener, sent)).AsTask();
        }
    }
}
