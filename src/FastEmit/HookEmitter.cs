using System.ComponentModel;
using System.Runtime.CompilerServices;
using FastEmit.Acks;
using FastEmit.Buffers;
using FastEmit.Delivery;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Fallbacks;
using FastEmit.Lanes;
using FastEmit.Pooling;
using FastEmit.Resilience;
using FastEmit.Sending;
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
    /// <summary>Bound on taking leave of the server once the flush is over.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(1);

    private readonly HookEmitterOptions _options;
    private readonly LaneRings _rings;
    private readonly Lane[] _lanes;
    private readonly Sender[] _senders;
    private readonly Task[] _loops;
    private readonly ConnectionPool _pool;
    private readonly PendingAcks _acks;
    private readonly TimeProvider _time;
    private readonly EmitterLogger _logger;
    private readonly int _maxPacketBytes;
    private readonly int _wireOverhead;
    private readonly bool _stampTimestamp;
    private readonly bool _stampTraceContext;
    private readonly byte[] _commonMembers;
    private readonly bool _stampsMore;
    private readonly bool _rejectWhenOpen;
    private readonly OverflowPolicy _overflow;
    private readonly FallbackPump? _fallback;
    private readonly LostEventFeed _lost;
    private readonly EmitterReporter? _reporter;
    private readonly RingWriteOut? _writeOut;

    private HookEmitter(EmitterPlan plan)
    {
        HookEmitterOptions options = plan.Options;
        _options = options;
        _time = options.TimeProvider;
        _logger = plan.Logger;
        _lost = new LostEventFeed(this, _logger);
        _stampTimestamp = options.Stamps.Timestamp;
        _stampTraceContext = options.Stamps.TraceContext;
        _commonMembers = plan.CommonMembers;
        _stampsMore = _stampTraceContext || _commonMembers.Length != 0;
        _rejectWhenOpen = options.Circuit.WhenOpen == CircuitOpenPolicy.Reject;
        _overflow = options.Overflow;
        _fallback = options.Fallback is { } fallback ? new FallbackPump(plan, fallback) : null;
        _pool = new ConnectionPool(plan);
        _rings = plan.OpenRings();
        _lanes = [.. _rings.Rings.Select(ring => new Lane(options, ring, IoThread.For(_time)))];
        ListenForOtherProcesses();
        _acks = new PendingAcks(options.Acks.MaxPending, options.Ring.Capacity, _time);
        TrialTurn turn = new(_lanes);
        _senders = [.. _lanes.Select((lane, number) => new Sender(
            lane, number, new SendingCore(lane, options, plan.WireFormat(number), _acks, turn, _fallback, _pool, Random.Shared), options, _pool, _acks))];
        _maxPacketBytes = Math.Min(options.MaxEventBytes, _rings.Rings.Min(static ring => ring.MaxPacketLength));
        _wireOverhead = plan.WireOverhead;
        _pool.Attach(_lanes.Select(static lane => lane.Wake));
        Watch();
        EmitterMeters.Add(options.Name, this);
        _loops = StartLoops();
        _writeOut = options.Ring.Sync == RingFileSync.Never
            ? null
            : new RingWriteOut(_rings.Rings, options.Ring.SyncInterval, _time, _pool.ReportRingFile);
        _reporter = options.Notices.ReportInterval == TimeSpan.Zero ? null : new EmitterReporter(this, options, plan.EmitterId);
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

    /// <summary>For generated code: asks whether an event may be written, before any work is done for it.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EmitTicket Begin(HookEventDescriptor descriptor, uint partition)
    {
        Lane lane = _lanes[PartitionHash.Lane(partition, _lanes.Length)];
        if (lane.IsFull)
        {
            return BeginFull(lane, descriptor);
        }

        if (_rejectWhenOpen && _pool.Endpoints.BestCircuit.State != CircuitState.Closed)
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
        if (_stampTimestamp && !descriptor.HasTimestamp)
        {
            EventStamps.WriteTimestamp(ref writer, _time.GetUtcNow());
        }

        if (_stampsMore)
        {
            StampMore(ref writer);
        }

        lane.EventIds?.Write(ref writer);
        EventStamps.Close(ref writer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StampMore(ref EventWriter writer)
    {
        if (_commonMembers.Length != 0)
        {
            EventStamps.WriteMembers(ref writer, _commonMembers);
        }

        if (_stampTraceContext)
        {
            TraceStamp.Write(ref writer);
        }
    }

    private void ListenForOtherProcesses()
    {
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i].Listen($"FastEmit ring {i}");
        }
    }

    /// <summary>The loops live as long as the emitter: nothing of the creator's context (activity, culture, async locals) goes with them.</summary>
    private Task[] StartLoops()
    {
        using AsyncFlowControl suppressed = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        return [.. _senders.Select(static sender => sender.HasThread ? RunAsync(sender) : Task.Run(() => RunAsync(sender)))];
    }

    /// <summary>Continues on the pool when the loop ends: the code that waits for it may be the user's.</summary>
    private static async Task RunAsync(Sender sender) => await sender.RunAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private EmitResult Enqueue(Lane lane, ref EventWriter writer)
    {
        ReadOnlySpan<byte> packet = writer.Written;
        EmitResult result = packet.Length > _maxPacketBytes || packet.Length > lane.MaxPayload - _wireOverhead
            ? Refuse(lane, DropReason.TooLarge, packet)
            : Append(lane, packet);
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
