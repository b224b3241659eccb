using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using FastEmit.Buffers;
using FastEmit.Lanes;
using FastEmit.Sending;

namespace FastEmit.Simulation;

/// <summary>What was emitted, what reached a handler, and what must hold between the two at every moment.</summary>
internal sealed class Ledger(World world, Scenario scenario)
{
    /// <summary>Connecting takes up to two ways of 20 ms, and nobody looks meanwhile.</summary>
    private static readonly TimeSpan ExpiryTolerance = TimeSpan.FromMilliseconds(60);

    private static readonly TimeSpan AnswerTolerance = TimeSpan.FromMilliseconds(2);

    /// <summary>What completes a flush is done; only the thread pool has still to carry it over.</summary>
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(30);

    private readonly List<Entry> _events = [];
    private readonly List<Entry> _waiting = [];

    /// <summary>Bytes of all packets so far.</summary>
    private long _bytes;

    /// <summary>Whether the ring does not wait for answers.</summary>
    private readonly bool _answersAtOnce = scenario.Delivery != DeliveryGuarantee.Acknowledged;

    /// <summary>While a lane's thread stands still, its clock does too, and records carry that.</summary>
    private readonly TimeSpan _stalls =
        scenario.Faults.Where(static fault => fault.Kind == FaultKind.StallLane).Aggregate(TimeSpan.Zero, static (sum, fault) => sum + fault.Lasts);

    private readonly bool _losesNamespaces =
        scenario.Faults.Any(static fault => fault.Kind is FaultKind.RefuseNamespace or FaultKind.DisconnectNamespace);

    private readonly LaneBooks[] _lanes = [.. Enumerable.Range(0, scenario.Lanes).Select(static _ => new LaneBooks())];

    /// <summary>
    /// What an event may take where nothing goes wrong, besides its batch's window: all handlers before it, and round trips. What is
    /// confirmed by the second watermark is in flight for two of them, a record goes whole or not at all, and a connection begins with little.
    /// </summary>
    private long MostTime =>
        (TimeSpan.FromSeconds(1)
            + (scenario.Server.Handler * _events.Count)
            + (RoundTrip * ((3 * _bytes / scenario.MaxInFlightBytes) + BitOperations.Log2((ulong)(_bytes / FlowControl.FirstBytes) | 1)))
            + (_answersAtOnce ? TimeSpan.Zero : scenario.Server.AnswersAfter * _events.Count)).Ticks;

    private TimeSpan RoundTrip => (2 * (scenario.Path.Latency + scenario.Path.Jitter)) + scenario.Server.Commit;

    /// <summary>Events in the rings.</summary>
    public int Emitted => _events.Count;

    /// <summary>Whether a caller waits for an answer.</summary>
    public bool IsAnswerAwaited => _waiting.Count != 0;

    public bool IsPoison(int id) => _events[id].IsPoison;

    /// <summary>An event is in a ring.</summary>
    public void OnEmitted(Burst burst, int bytes, long end, bool isPoison, bool isLarge, ValueTask<EmitAcknowledgement>? answer)
    {
        LaneBooks lane = _lanes[burst.Lane];
        Entry entry = new() { Id = _events.Count, Burst = burst, Bytes = bytes, EmittedAt = world.Now, IsPoison = isPoison, IsLarge = isLarge };
        lane.Events.Add((entry.Id, end));
        _events.Add(entry);
        _bytes += bytes;
        if (answer is { } awaited)
        {
            entry.Answer = awaited;
            _waiting.Add(entry);
        }
    }

    /// <summary>A caller could not wait for an answer: too many wait already, or for too much.</summary>
    public void OnWaitRefused(int bytes) => Require(
        _waiting.Count >= Simulation.MostAnswers || _waiting.Sum(static entry => entry.Bytes) + bytes > scenario.RingBytes,
        $"A wait for an answer is refused while {_waiting.Count} wait.");

    /// <summary>A caller waits until what is emitted is confirmed.</summary>
    public void OnFlushing(int lane, long position, Task flush) => _lanes[lane].Flushes.Add((position, flush));

    /// <summary>Nothing of this lane's last connection was confirmed: each of its events may come once more.</summary>
    public void OnLoss(int lane) => _lanes[lane].Losses++;

    /// <summary>A handler was called.</summary>
    public void OnHandled(int id)
    {
        Entry entry = _events[id];
        LaneBooks lane = _lanes[entry.Burst.Lane];
        if (entry.Arrivals++ == 0)
        {
            // What a server had read of a namespace that it then disconnected comes behind what it took of the others meanwhile.
            ref int last = ref lane.LastFirst[_losesNamespaces ? entry.Burst.Namespace : 0];
            Require(id > last, $"Event {id} arrived first behind event {last} of its lane.");
            last = id;
            Require(
                !scenario.IsCalm || world.Now - entry.EmittedAt <= MostTime + (entry.Burst.IsAwaited || entry.Burst.IsFlushed ? 0 : scenario.BatchWindow.Ticks),
                $"Event {id} took {TimeSpan.FromTicks(world.Now - entry.EmittedAt).TotalMilliseconds} ms although nothing went wrong.");
        }

        Require(
            scenario.Delivery != DeliveryGuarantee.AtMostOnce || entry.Arrivals == 1, $"Event {id} arrived twice under at-most-once.");
        Require(
            !scenario.IsCollector || entry.Arrivals == 1 || entry.IsLarge, $"Event {id} is stored {entry.Arrivals} times.");
        Require(entry.Arrivals <= lane.Losses + 1, $"Event {id} arrived {entry.Arrivals} times, with {lane.Losses} losses.");
    }

    /// <summary>After every step of a lane.</summary>
    public void Look(int number, Lane lane)
    {
        LaneBooks books = _lanes[number];
        long released = lane.Ring.Confirmed;
        LaneStats stats = lane.Read();
        LookAtExpired(books, stats);
        while (books.Released < books.Events.Count && books.Events[books.Released] is var (id, end) && end <= released)
        {
            books.Released++;
            books.Missing += _events[id].Arrivals == 0 ? 1 : 0;
        }

        long dropped = stats.Dropped.Total;
        Require(
            stats.Offered == stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + dropped && stats.Offered == books.Events.Count,
            $"The counters do not add up: {stats}, emitted {books.Events.Count}.");
        Require(stats.Pending >= 0, $"{stats.Pending} events are pending.");
        Require(stats.Confirmed + stats.Written <= books.Released, $"{stats.Confirmed} confirmed and {stats.Written} written of {books.Released} released.");
        Require(books.Released <= stats.Confirmed + stats.Written + dropped, $"{books.Released} released, and less accounted for: {stats}.");
        Require(
            books.Missing <= stats.Written + dropped,
            $"{books.Missing} released events have reached no handler, and {stats.Written} are written without proof and {dropped} dropped.");
        Require(
            stats.BytesInFlight <= scenario.MaxInFlightBytes + 4_096 || dropped != 0 || scenario.Delivery == DeliveryGuarantee.AtMostOnce,
            $"{stats.BytesInFlight} bytes are in flight.");
        Require(scenario.WriteWithoutProof || scenario.Delivery == DeliveryGuarantee.AtMostOnce || stats.Written == 0, $"{stats.Written} events are written without proof.");
    }

    /// <summary>When nothing has gone wrong for long enough: everything has arrived, or there was a reason.</summary>
    public void Close(int number, Lane lane)
    {
        LaneBooks books = _lanes[number];
        LaneStats stats = lane.Read();
        Require(stats.Pending == 0, $"{stats.Pending} events of lane {number} wait for ever: {stats}");
        Require(_waiting.Count == 0, $"{_waiting.Count} callers wait for an answer for ever.");
        Require(books.Flushes.TrueForAll(flush => flush.Position <= lane.Ring.Confirmed), $"A caller waits for a flush of lane {number} for ever.");
        Require(books.Flushes.TrueForAll(static flush => flush.Task.Wait(FlushPatience)), $"A flush of lane {number} does not end.");
        int excused = 0;

        // A CONNECT that is not answered counts as a refusal too.
        bool mayBeRefused = scenario.RefusedNamespaceTimeout != Timeout.InfiniteTimeSpan && scenario.Faults.Count != 0;
        foreach ((int id, _) in books.Events)
        {
            Entry entry = _events[id];
            bool mayBeDropped = entry.IsPoison || entry.IsLarge || mayBeRefused || scenario.TimeToLive != Timeout.InfiniteTimeSpan;
            excused += mayBeDropped ? 1 : 0;
            Require(entry.Arrivals != 0 || mayBeDropped || stats.Written != 0 || stats.Dropped.Total != 0, $"Event {id} was lost.");
        }

        long lost = stats.Dropped[DropReason.ConnectionLost];
        Require(lost == 0 || scenario.Delivery == DeliveryGuarantee.AtMostOnce, $"{lost} events are lost with a connection.");
        long innocent = Math.Max(0, stats.Dropped[DropReason.Poisoned] - books.Events.Count(each => _events[each.Id].IsPoison));
        Require(innocent == 0 || scenario.Faults.Count != 0, $"{innocent} innocent events are given up.");
        Require(
            stats.Dropped.Total - lost - innocent <= excused,
            $"{stats.Dropped.Total} events are dropped, and {excused} may be: {stats}");
        Require(stats.Dropped[DropReason.Expired] == 0 || scenario.TimeToLive != Timeout.InfiniteTimeSpan, "Events that live for ever have expired.");
        Require(stats.Dropped[DropReason.NamespaceRefused] == 0 || mayBeRefused, "Events are given up for a refusal that was none.");
    }

    /// <summary>While there is no connection, before a lane's step: what has expired does not wait for one.</summary>
    public void LookAtAge(int number, Lane lane)
    {
        Require(
            scenario.TimeToLive == Timeout.InfiniteTimeSpan
                || !lane.Ring.TryRead(lane.Ring.Confirmed, out RingRecord oldest)
                || world.Time.GetElapsedTime(oldest.Timestamp) <= scenario.TimeToLive + ExpiryTolerance + _stalls,
            $"An expired event waits in lane {number}.");
    }

    /// <summary>After every step: every wait that has ended has ended as it should.</summary>
    public void LookAtAnswers()
    {
        for (int i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Answer.IsCompleted)
            {
                Judge(_waiting[i]);
                _waiting.RemoveAt(i);
            }
        }
    }

    private void Judge(Entry entry)
    {
        long waited = world.Now - entry.EmittedAt;
        try
        {
            EmitAcknowledgement answer = entry.Answer.GetAwaiter().GetResult();
            Require(Encoding.UTF8.GetString(answer.Arguments.Span) == (scenario.IsCollector ? "[]" : $"[{entry.Id}]"), $"Event {entry.Id} got another event's answer.");
            Require(entry.Arrivals != 0, $"Event {entry.Id} was answered and has reached no handler.");
            Require(
                scenario.AnswerTimeout == Timeout.InfiniteTimeSpan || waited <= (scenario.AnswerTimeout + AnswerTolerance).Ticks,
                $"The wait for event {entry.Id} lasted {TimeSpan.FromTicks(waited).TotalMilliseconds} ms.");
            Require(answer.Elapsed.Ticks == waited, $"Event {entry.Id} was answered after {waited} ticks, not {answer.Elapsed.Ticks}.");
            Require(
                answer.Writes >= Math.Max(1, entry.Arrivals) && answer.Writes <= _lanes[entry.Burst.Lane].Losses + 1, $"Event {entry.Id} was written {answer.Writes} times, and arrived {entry.Arrivals} times.");
        }
        catch (EmitFailedException exception)
        {
            bool isExcused = exception.Failure switch
            {
                EmitFailure.TimedOut => scenario.AnswerTimeout != Timeout.InfiniteTimeSpan
                    && waited >= scenario.AnswerTimeout.Ticks && waited <= (scenario.AnswerTimeout + AnswerTolerance).Ticks,
                EmitFailure.ConnectionLost => scenario.Delivery == DeliveryGuarantee.AtMostOnce && !scenario.IsCalm,
                EmitFailure.TooLarge => entry.IsLarge,
                EmitFailure.Expired => waited > (scenario.TimeToLive - _stalls).Ticks,
                EmitFailure.NamespaceRefused => scenario.RefusedNamespaceTimeout != Timeout.InfiniteTimeSpan && scenario.Faults.Count != 0,
                EmitFailure.Poisoned => !scenario.IsCalm,
                _ => false,
            };
            Require(isExcused, $"The wait for event {entry.Id} ended after {TimeSpan.FromTicks(waited).TotalMilliseconds} ms: {exception.Failure}.");
        }
    }

    /// <summary>What has expired since the last look is old enough.</summary>
    private void LookAtExpired(LaneBooks books, in LaneStats stats)
    {
        long expired = stats.Dropped[DropReason.Expired];
        if (expired != books.Expired)
        {
            books.Expired = expired;
            int old = books.Events.Count(each => world.Now - _events[each.Id].EmittedAt > (scenario.TimeToLive - _stalls).Ticks);
            Require(expired <= old, $"{expired} events have expired, and {old} are old enough.");
        }
    }

    private void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] Complaint otherwise)
    {
        if (!holds)
        {
            Break(otherwise.ToString());
        }
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            Break(otherwise);
        }
    }

    private void Break(string promise)
    {
        world.Note($"BROKEN {promise}");
        throw new BrokenPromiseException(promise);
    }

    private sealed class Entry
    {
        public required int Id { get; init; }

        public required Burst Burst { get; init; }

        /// <summary>Of its packet.</summary>
        public required int Bytes { get; init; }

        public ValueTask<EmitAcknowledgement> Answer { get; set; }

        public required long EmittedAt { get; init; }

        public required bool IsPoison { get; init; }

        public required bool IsLarge { get; init; }

        public int Arrivals { get; set; }
    }

    private sealed class LaneBooks
    {
        public List<(int Id, long End)> Events { get; } = [];

        public List<(long Position, Task Task)> Flushes { get; } = [];

        public int Released { get; set; }

        public int Missing { get; set; }

        public long Expired { get; set; }

        /// <summary>The last event that arrived for the first time, by namespace.</summary>
        public int[] LastFirst { get; } = [-1, -1, -1];

        public int Losses { get; set; }
    }
}
