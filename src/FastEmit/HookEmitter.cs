using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Delivery;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Records;
using FastEmit.Resilience;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit;

/// <summary>
/// Takes events from any number of threads and ships them to a Socket.IO server. Create one for a process, share it,
/// and close it at the end.
/// </summary>
/// <remarks>
/// <c>Emit</c> only enqueues: it never blocks (unless <see cref="HookEmitterOptions.Overflow"/> says so), never throws for
/// delivery trouble and allocates nothing. An event is
/// <i>confirmed</i> when the server process has received it and its event loop has turned since, which takes two WebSocket
/// pings: one sent behind the event, and one sent after the first was answered. By then the (synchronous) handlers of the
/// official server have run. Until then the event stays in the ring and is sent again after a lost connection.
/// </remarks>
public sealed partial class HookEmitter : IHookEmitter, IAsyncDisposable
{
    // Emit touches the first six, each with one load.
    private readonly Lane[] _lanes;
    private readonly EndpointList? _rejecting;
    private readonly EmitterStamps _stamps;
    private readonly PacketLimit _limit;
    private readonly Overflow _overflow;
    private readonly PendingAcks _acks;
    private readonly HookEmitterOptions _options;
    private readonly FallbackPump? _fallback;
    private readonly EmitterNotices _notices;
    private readonly Senders _senders;

    private HookEmitter(EmitterPlan plan)
    {
        HookEmitterOptions options = plan.Options;
        _options = options;
        _stamps = new EmitterStamps(plan);
        _fallback = options.Fallback is { } fallback ? new FallbackPump(plan, fallback) : null;
        ConnectionPool pool = new(plan);
        _rejecting = options.Circuit.WhenOpen == CircuitOpenPolicy.Reject ? pool.Endpoints : null;
        LaneRings rings = plan.OpenRings();
        _limit = new PacketLimit(Math.Min(options.MaxEventBytes, rings.Rings.Min(static ring => ring.MaxPacketLength)), plan.WireOverhead);
        _lanes = [.. rings.Rings.Select(ring => new Lane(options, ring, IoThread.For(options.TimeProvider)))];
        _acks = new PendingAcks(options.Acks.MaxPending, options.Ring.Capacity, options.TimeProvider);
        _notices = new EmitterNotices(this, plan, pool, _lanes, _fallback?.Queue);
        _overflow = new Overflow(options, _fallback, _notices.Lost);
        _senders = new Senders(plan, pool, rings, _lanes, _acks, _fallback);
        EmitterMeters.Add(options.Name, this);
        _senders.Start();
        _notices.StartReports(plan);
    }

    /// <summary>Creates an emitter for one server with the default options. It connects when the first event comes.</summary>
    /// <param name="url">An absolute http, https, ws or wss URL.</param>
    /// <exception cref="ArgumentException">The URL is not of that form.</exception>
    public static HookEmitter Create(string url) => Create(new HookEmitterOptions { Url = url });

    /// <summary>Creates an emitter. It connects when the first event comes.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names each such option and its accepted values.</exception>
    /// <exception cref="RingFileException">A file of <see cref="Options.RingOptions.File"/> is in use by another emitter or cannot be written.</exception>
    public static HookEmitter Create(HookEmitterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new HookEmitter(EmitterPlan.From(options));
    }

    /// <summary>Queues an event. Thread-safe; allocates nothing; blocks only under <see cref="OverflowPolicy.Wait"/> and with a full ring.</summary>
    /// <returns><see cref="EmitResult.Queued"/> when the event is in the ring; otherwise why it was dropped.</returns>
    public EmitResult Emit<TEvent>(in TEvent value)
        where TEvent : IHookEvent<TEvent>
    {
        EmitTicket ticket = Begin(TEvent.Descriptor, TEvent.GetPartition(in value));
        if (!ticket.IsAccepted)
        {
            return ticket.Result;
        }

        EventWriter writer = EventWriter.Rent();
        TEvent.WriteOpenPacket(ref writer, in value);
        return ticket.Commit(ref writer);
    }

    /// <summary>Queues an event whose data is UTF-8 JSON. Thread-safe; allocates nothing; blocks only under <see cref="OverflowPolicy.Wait"/> and with a full ring.</summary>
    /// <param name="descriptor">The event's name and namespace; create it once and keep it.</param>
    /// <param name="utf8Json">One JSON value. An object gets the emitter's stamps, but no second timestamp; anything else is sent as it is.</param>
    /// <exception cref="JsonException">The data is not one valid JSON value.</exception>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json) =>
        EmitJson(descriptor, utf8Json, descriptor.DefaultPartition);

    /// <summary>As <see cref="EmitJson(HookEventDescriptor, ReadOnlySpan{byte})"/>, for events that keep their order by a key.</summary>
    /// <param name="descriptor">The event's name and namespace; create it once and keep it.</param>
    /// <param name="utf8Json">One JSON value. An object gets the emitter's stamps; anything else is sent as it is.</param>
    /// <param name="partition">A <see cref="PartitionHash"/>: events of one partition keep their order.</param>
    /// <exception cref="JsonException">The data is not one valid JSON value.</exception>
    public EmitResult EmitJson(HookEventDescriptor descriptor, ReadOnlySpan<byte> utf8Json, uint partition)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ReadOnlySpan<byte> value = JsonPayload.RequireOneValue(utf8Json, out bool hasTimestamp);
        EmitTicket ticket = Begin(hasTimestamp ? descriptor.WithTimestamp : descriptor, partition);
        if (!ticket.IsAccepted)
        {
            return ticket.Result;
        }

        EventWriter writer = EventWriter.Rent();
        writer.WriteRaw(descriptor.OpenPacket);
        if (value[0] == (byte)'{')
        {
            writer.WriteRaw(value[..^1].TrimEnd(" \t\r\n"u8));
            return ticket.Commit(ref writer);
        }

        writer.WriteRaw(value);
        writer.WriteRaw("]"u8);
        return Enqueue(ticket.Lane, ref writer);
    }

    /// <summary>For generated code: asks whether an event may be written, before any work is done for it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EmitTicket Begin(HookEventDescriptor descriptor, uint partition)
    {
        Lane lane = _lanes[PartitionHash.Lane(partition, _lanes.Length)];
        if (lane.IsFull)
        {
            return BeginFull(lane, descriptor);
        }

        if (_rejecting is { } circuits && circuits.BestCircuit.State != CircuitState.Closed)
        {
            return Refuse(lane, DropReason.CircuitOpen, descriptor);
        }

        return new EmitTicket(this, descriptor, lane);
    }

    /// <summary>Stamps, closes and enqueues the packet in <paramref name="writer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal EmitResult Commit(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer)
    {
        if (!writer.IsPlain)
        {
            return CommitCompound(lane, descriptor, ref writer);
        }

        Complete(lane, descriptor, ref writer);
        return Enqueue(lane, ref writer);
    }

    /// <summary>Stamps and closes the packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Complete(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer)
    {
        _stamps.Write(ref writer, descriptor);
        lane.EventIds?.Write(ref writer);
        EventStamps.Close(ref writer);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EmitResult Enqueue(Lane lane, ref EventWriter writer)
    {
        ReadOnlySpan<byte> packet = writer.Written;
        EmitResult result = _limit.Admits(packet.Length, lane.MaxPayload)
            ? Append(lane, packet)
            : Refuse(lane, DropReason.TooLarge, packet);
        writer.Return();
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EmitResult Append(Lane lane, ReadOnlySpan<byte> packet) => lane.TryAppend(packet) switch
    {
        AppendResult.Appended => EmitResult.Queued,
        AppendResult.Full => EnqueueFull(lane, packet),
        _ => Refuse(lane, DropReason.Closed, packet),
    };

    /// <summary>The ring is as good as full, or sealed: whether it is worth serializing the event all the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitTicket BeginFull(Lane lane, HookEventDescriptor descriptor)
    {
        if (lane.Ring.IsSealed)
        {
            return Refuse(lane, DropReason.Closed, descriptor);
        }

        if (_rejecting is { } circuits && circuits.BestCircuit.State != CircuitState.Closed)
        {
            return Refuse(lane, DropReason.CircuitOpen, descriptor);
        }

        return _overflow.IsHopeless ? Refuse(lane, DropReason.RingFull) : new EmitTicket(this, descriptor, lane);
    }

    /// <summary>The ring had no room for this packet.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitResult EnqueueFull(Lane lane, ReadOnlySpan<byte> packet) => _overflow.Append(lane, packet, out EmitResult accepted) switch
    {
        AppendResult.Appended => accepted,
        AppendResult.Full => Refuse(lane, DropReason.RingFull, packet),
        _ => Refuse(lane, DropReason.Closed, packet),
    };

    /// <summary>An event that was written is dropped.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static EmitResult Refuse(Lane lane, DropReason reason, ReadOnlySpan<byte> packet)
    {
        lane.ShowLost(reason, packet);
        return Refuse(lane, reason).Result;
    }

    /// <summary>An event is dropped before it was written.</summary>
    private static EmitTicket Refuse(Lane lane, DropReason reason, HookEventDescriptor descriptor)
    {
        if (lane.Lost is { IsWanted: true } lost)
        {
            lost.Add(reason, descriptor);
        }

        return Refuse(lane, reason);
    }

    private static EmitTicket Refuse(Lane lane, DropReason reason)
    {
        lane.CountRefused(reason);
        return new EmitTicket(reason switch
        {
            DropReason.RingFull => EmitResult.RingFull,
            DropReason.CircuitOpen => EmitResult.CircuitOpen,
            DropReason.TooLarge => EmitResult.TooLarge,
            _ => EmitResult.Closed,
        });
    }
}
