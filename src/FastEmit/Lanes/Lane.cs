using System.Runtime.CompilerServices;
using FastEmit.Buffers;
using FastEmit.Diagnostics;
using FastEmit.Events;
using FastEmit.Pooling;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit.Lanes;

/// <summary>
/// One ring and one sender. This is the producers' side: any thread may append.
/// </summary>
/// <remarks>
/// <para>
/// <b>Waking the sender.</b> A sender about to sleep raises <c>_attention</c> and looks at the ring once more; a
/// producer claims, commits and then looks at <c>_attention</c>. One of them must see the other's write, which on any
/// processor takes a full fence on both sides. The producer's is its claim, an interlocked operation: if the sender, after a
/// fence of its own, finds nothing claimed, every later claim sees the request. Only if it finds a claim that is not
/// committed is there no fence between that commit and that producer's look, and the sender pays for one:
/// <see cref="Interlocked.MemoryBarrierProcessWide"/> (membarrier, some microseconds, and it interrupts the producers).
/// </para>
/// <para>
/// <b>Timestamps.</b> Reading the clock costs more than an append. While the sender runs, records carry its clock of
/// the last pass; while it sleeps, the producer reads the clock, and events are few. Whoever ends the sleep sets the sender's clock
/// before it takes the request back: else the records behind would be as old as the sleep is long, and expire.
/// </para>
/// </remarks>
internal sealed class Lane : IDisposable
{
    private readonly TimeProvider _time;
    private readonly bool _expires;
    private int _attention;
    private long _clock;
    private Endpoint? _endpoint;
    private int _maxPayload = int.MaxValue;
    private RingBell? _bell;
    private string _bellName = "";
    private long _urgent;
    private OpenBatch _batch;
    private LaneCounters _counters;

    /// <param name="options">The emitter's.</param>
    /// <param name="ring">The records.</param>
    /// <param name="thread">Where the consumer runs; null: on the pool.</param>
    public Lane(HookEmitterOptions options, EventRing ring, IoThread? thread = null)
    {
        _time = options.TimeProvider;
        _batch = new OpenBatch(options.Batch.MaxEvents, options.Batch.MaxBytes);
        _expires = options.TimeToLive != Timeout.InfiniteTimeSpan;
        _clock = _time.GetTimestamp();
        Ring = ring;
        EventIds = options.Stamps.EventId ? new EventIds() : null;
        Wake = new WakeSignal(_time, thread);
    }

    /// <summary>The lane's records. Producers append; the sender reads and releases.</summary>
    public EventRing Ring { get; }

    /// <summary>Numbers the events; null when they get no number.</summary>
    public EventIds? EventIds { get; }

    /// <summary>The signal that the sender waits for.</summary>
    public WakeSignal Wake { get; }

    /// <summary>The callers that wait until the ring is confirmed.</summary>
    public FlushWaiters Flushes { get; } = new();

    /// <summary>Whether the next connection replaces one that was lost, and so is a reconnect. Sender only.</summary>
    public bool CountsNextConnection { get; set; }

    /// <summary>The producers that wait for room.</summary>
    public RoomQueue Room { get; } = new();

    /// <summary>Watches of the drops, by reason; null for none. Set before the lane is used.</summary>
    public CountWatch[]? Drops { get; set; }

    /// <summary>Watch of the events that fell back; null for none. Set before the lane is used.</summary>
    public CountWatch? FallBacks { get; set; }

    /// <summary>Receives lost events; null for none. Set before the lane is used.</summary>
    public LostEventFeed? Lost { get; set; }

    /// <summary>Watches the fill level of the ring; null for none. Set before the lane is used.</summary>
    public FillWatch? Fill { get; set; }

    /// <summary>Whether an append is not worth preparing: see <see cref="Ring{TAccess}.IsFull"/>. Any thread.</summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Ring.MayBeFull && LookAtFill();
    }

    /// <summary>
    /// The largest message that the server takes on the lane's connection; <see cref="int.MaxValue"/> while there is none, for
    /// the next one may be to a server that takes more. Any thread.
    /// </summary>
    public int MaxPayload => Volatile.Read(ref _maxPayload);

    /// <summary>The lane's counters, by reference. Their type names the writer of each.</summary>
    public ref LaneCounters Counters => ref _counters;

    /// <summary>Whether a record of another process wakes the sender too. Sender only.</summary>
    public bool HasBell => _bell is { IsDeaf: false };

    /// <summary>Has records of other processes wake the sender, if the ring takes any. Once, before the sender runs.</summary>
    public void Listen(string name)
    {
        _bellName = name;
        _bell = Ring.Listen(name, Wake.Set);
    }

    /// <summary>The ring has left its file: records that could not be kept are dropped, and producers may enter again. Sender only.</summary>
    public void OnMoved(RingMove move)
    {
        _bell?.Dispose();
        Listen(_bellName);
        CountDiscarded(DropReason.RingFileLost, Math.Max(0, move.Appended - Settled - move.Kept));
        Room.OnReleased();
        Fill?.OnReleased();
    }

    /// <summary>When the sender has ended.</summary>
    public void Dispose()
    {
        _bell?.Dispose();
        Wake.Dispose();
    }

    /// <summary>Appends a packet and wakes the sender if it asked for it. Any thread; never blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AppendResult TryAppend(ReadOnlySpan<byte> packet)
    {
        long timestamp = Volatile.Read(ref _attention) == Attention.None ? Volatile.Read(ref _clock) : _time.GetTimestamp();
        AppendResult result = Ring.TryAppend(packet, timestamp);
        if (Volatile.Read(ref _attention) != Attention.None && result == AppendResult.Appended)
        {
            CallSender();
        }

        return result;
    }

    /// <summary>Up to here the sender does not wait for company. Any thread.</summary>
    public long Urgent => Volatile.Read(ref _urgent);

    /// <summary>Has everything sent that is in the ring now, without waiting for company. Any thread.</summary>
    public void Hurry()
    {
        long position = Ring.Claimed;
        long urgent = Volatile.Read(ref _urgent);
        while (urgent < position)
        {
            long seen = Interlocked.CompareExchange(ref _urgent, position, urgent);
            if (seen == urgent)
            {
                break;
            }

            urgent = seen;
        }

        Wake.Set();
    }

    /// <summary>Frees everything before <paramref name="position"/>. Sender only.</summary>
    public void Release(long position)
    {
        Ring.Release(position);
        Room.OnReleased();
        Fill?.OnReleased();
    }

    /// <summary>Ends the intake; producers that wait for room are sent away. Any thread.</summary>
    public void Seal()
    {
        Ring.Seal();
        Room.OnReleased();
    }

    /// <summary>Counts an event that did not enter the ring. Any thread.</summary>
    public void CountRefused(DropReason reason)
    {
        Interlocked.Increment(ref _counters.Refused[(int)reason]);
        Drops?[(int)reason].OnCounted();
    }

    /// <summary>Events dropped for a reason so far. Any thread.</summary>
    public long Dropped(DropReason reason) =>
        Volatile.Read(ref _counters.Refused[(int)reason]) + Volatile.Read(ref _counters.Discarded[(int)reason]);

    /// <summary>The sender's clock for producers, once a pass. Sender only.</summary>
    public void SetClock(long timestamp) => Volatile.Write(ref _clock, timestamp);

    /// <summary>
    /// Asks producers for a call when the ring is no longer empty (or, with an open batch, when it is full). The caller looks
    /// at the ring again, and once more if <see cref="IsClaimedBehind"/>: after that every record is either visible to it
    /// or will wake it. Sender only.
    /// </summary>
    /// <param name="attention">The reasons to be called: an <see cref="Attention"/>.</param>
    /// <param name="position">Where the open batch begins.</param>
    public void AskForCall(int attention, long position = 0)
    {
        _batch.Begin(position);
        Volatile.Write(ref _attention, attention);
        if (attention == Attention.FirstRecord)
        {
            _bell?.Ask();
        }

        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// The sender is about to sleep although records wait. What comes meanwhile must not be taken for as old as that sleep is long,
    /// where events expire; elsewhere nothing depends on it, and producers need not read the clock. Sender only.
    /// </summary>
    public void AskForClock()
    {
        if (_expires && _attention == Attention.None)
        {
            AskForCall(Attention.ClockOnly);
        }
    }

    /// <summary>
    /// The record at <paramref name="position"/>; when there is none, the next one will wake the sender. Sender only.
    /// </summary>
    public bool TryReadOrAsk(long position, out RingRecord record)
    {
        if (Ring.TryRead(position, out record))
        {
            return true;
        }

        AskForCall(Attention.FirstRecord);
        return Ring.TryRead(position, out record) || (IsClaimedBehind(position) && Ring.TryRead(position, out record));
    }

    /// <summary>
    /// After <see cref="AskForCall"/>, and having found no record at <paramref name="position"/>: whether a producer has
    /// claimed one there. Then it is visible now, or its producer will see the request. Sender only.
    /// </summary>
    public bool IsClaimedBehind(long position)
    {
        if (Ring.Claimed == position)
        {
            return false;
        }

        Interlocked.MemoryBarrierProcessWide();
        return true;
    }

    /// <summary>Adds the records that the sender found waiting to the open batch, and returns how many there are with those that have called. Sender only.</summary>
    public int CountWaiting(int records) => _batch.Add(records);

    /// <summary>Whether something was on the way when the sender looked last. Any thread.</summary>
    public bool HasUnconfirmed => Volatile.Read(ref _counters.Unconfirmed) != 0;

    /// <summary>The lane has a connection. Sender only.</summary>
    public void OnConnected(Endpoint endpoint, int maxPayload)
    {
        _counters.Reconnects += CountsNextConnection ? 1 : 0;
        CountsNextConnection = true;
        Volatile.Write(ref _endpoint, endpoint);
        Volatile.Write(ref _maxPayload, maxPayload);
    }

    /// <summary>Forgets the limits of the lane's lost connection. Sender only.</summary>
    public void OnDisconnected()
    {
        Volatile.Write(ref _endpoint, null);
        Volatile.Write(ref _maxPayload, int.MaxValue);
    }

    /// <summary>Takes the request back: from now on records carry the sender's clock. Sender only.</summary>
    /// <param name="timestamp">What it shows.</param>
    public void StopAsking(long timestamp)
    {
        SetClock(timestamp); // Both stores release: who sees the request gone sees this clock, or a later one.
        Volatile.Write(ref _attention, Attention.None);
        _bell?.StopAsking();
    }

    /// <summary>Events that the fallback has taken so far. Any thread.</summary>
    public long FellBack => Volatile.Read(ref _counters.FellBack);

    /// <summary>Events in the ring of which nothing has become yet. Exact for the sender, or when it has ended.</summary>
    public long Pending => Ring.Appended - Settled;

    /// <summary>Events that were in the ring and of which something has become.</summary>
    private long Settled =>
        _counters.Confirmed + _counters.Written + _counters.FellBack + _counters.Discarded.Total + _counters.Moved;

    /// <summary>Counts an event that is in the fallback's queue now. Sender only.</summary>
    public void CountMoved() => Volatile.Write(ref _counters.Moved, _counters.Moved + 1);

    /// <summary>Counts events that the fallback has taken. The pump only.</summary>
    public void CountFellBack(long events)
    {
        if (events != 0)
        {
            Interlocked.Exchange(ref _counters.FellBack, _counters.FellBack + events);
            FallBacks?.OnCounted();
        }
    }

    /// <summary>Counts events that are lost after they had entered the ring. Sender only.</summary>
    public void CountDiscarded(DropReason reason, long events)
    {
        if (events != 0)
        {
            Interlocked.Exchange(ref _counters.Discarded[(int)reason], _counters.Discarded[(int)reason] + events);
            Drops?[(int)reason].OnCounted();
        }
    }

    /// <summary>
    /// Counts everything that is pending as dropped, unless it waits in a file. Once, when the sender has ended.
    /// </summary>
    public long DropPending()
    {
        if (Ring.IsShared)
        {
            return 0;
        }

        ShowLost(DropReason.Undelivered, long.MaxValue);
        long pending = Pending;
        CountDiscarded(DropReason.Undelivered, pending);
        return pending;
    }

    /// <summary>Shows an event that is lost, if anybody looks. Any thread.</summary>
    public void ShowLost(DropReason reason, ReadOnlySpan<byte> content, string? detail = null)
    {
        if (Lost is { IsWanted: true } lost)
        {
            lost.Add(reason, content, detail);
        }
    }

    /// <summary>Shows the events in the ring, up to a position, that are lost. Sender, or when it has ended.</summary>
    public void ShowLost(DropReason reason, long end)
    {
        if (Lost is { IsWanted: true } lost)
        {
            for (long position = Ring.Confirmed; position < end && Ring.TryRead(position, out RingRecord record); position = record.End)
            {
                lost.Add(reason, record.Packet);
            }
        }
    }

    /// <summary>Reads the lane's counters. Any thread.</summary>
    /// <remarks>
    /// Counters of leaving events are read before those of entering ones: an event that moves meanwhile is seen as pending, never
    /// as confirmed without having been offered. Likewise the bytes in use are never too few, so producers may rely on the rest.
    /// </remarks>
    public LaneStats Read()
    {
        DropCounts dropped = default;
        long moved = Volatile.Read(ref _counters.Moved);
        long confirmed = Volatile.Read(ref _counters.Confirmed);
        long written = Volatile.Read(ref _counters.Written);
        long fellBack = Volatile.Read(ref _counters.FellBack);
        long left = confirmed + written + fellBack + Take(ref _counters.Discarded, ref dropped);
        long refused = Take(ref _counters.Refused, ref dropped);
        long appended = Ring.Appended;
        long oldest = Volatile.Read(ref _counters.OldestPending);
        Endpoint? endpoint = Volatile.Read(ref _endpoint);
        long released = Ring.Confirmed;
        return new LaneStats
        {
            Offered = appended + refused - moved,
            Confirmed = confirmed,
            Written = written,
            Pending = appended - left - moved,
            FellBack = fellBack,
            Dropped = dropped,
            Sent = Volatile.Read(ref _counters.Sent),
            Resent = Volatile.Read(ref _counters.Resent),
            BytesSent = Volatile.Read(ref _counters.BytesSent),
            BytesInFlight = Volatile.Read(ref _counters.BytesInFlight),
            RingBytes = Ring.Claimed - released,
            RingCapacity = Ring.Capacity,
            OldestPendingAge = oldest == 0 ? TimeSpan.Zero : _time.GetElapsedTime(oldest),
            Reconnects = Volatile.Read(ref _counters.Reconnects),
            Errors = Volatile.Read(ref _counters.Errors),
            IsConnected = endpoint is not null,
            IsHealthy = endpoint is not null && Volatile.Read(ref _counters.Healthy) != 0,
            IsUnconfirmed = Volatile.Read(ref _counters.WithoutPongs) != 0,
            ServerUrl = endpoint?.Url,
        };
    }

    /// <summary>Adds counters to a sum and returns the added amount.</summary>
    private static long Take(ref DropCounts counters, ref DropCounts sum)
    {
        long total = 0;
        for (int reason = 0; reason < DropCounts.ReasonCount; reason++)
        {
            long count = Volatile.Read(ref counters[reason]);
            sum[reason] += count;
            total += count;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAtFill()
    {
        Fill?.OnFilled();
        return Ring.IsFullNow();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CallSender()
    {
        int attention = Volatile.Read(ref _attention);
        bool call = attention == Attention.FirstRecord
            || (attention == Attention.FullBatch && _batch.IsFullWithOneMore(Ring));

        // One producer makes the call; the others find the request taken back. They take their time from the clock until the sender runs.
        if (call)
        {
            Volatile.Write(ref _clock, _time.GetTimestamp());
        }

        if (call && Interlocked.CompareExchange(ref _attention, Attention.None, attention) == attention)
        {
            Wake.Set();
        }
    }
}
