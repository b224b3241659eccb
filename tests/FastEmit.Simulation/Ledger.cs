using FastEmit.Lanes;

namespace FastEmit.Simulation;

/// <summary>What was emitted, what reached a handler, and what must hold between the two at every moment.</summary>
internal sealed class Ledger(World world, Scenario scenario)
{
    private readonly List<Entry> _events = [];
    private readonly LaneBooks[] _lanes = [.. Enumerable.Range(0, scenario.Lanes).Select(static _ => new LaneBooks())];

    /// <summary>What an event may take where nothing goes wrong: its batch's window, all handlers before it, and a few round trips.</summary>
    private long MostTime =>
        (scenario.BatchWindow + TimeSpan.FromSeconds(1) + (scenario.Server.Handler * _events.Count)).Ticks;

    /// <summary>Events in the rings.</summary>
    public int Emitted => _events.Count;

    public bool IsPoison(int id) => _events[id].IsPoison;

    /// <summary>An event is in a ring.</summary>
    public void OnEmitted(int lane, long end, bool isPoison, bool isLarge)
    {
        _lanes[lane].Events.Add((_events.Count, end));
        _events.Add(new Entry { Lane = lane, EmittedAt = world.Now, IsPoison = isPoison, IsLarge = isLarge });
    }

    /// <summary>Nothing of this lane's last connection was confirmed: each of its events may come once more.</summary>
    public void OnLoss(int lane) => _lanes[lane].Losses++;

    /// <summary>A handler was called.</summary>
    public void OnHandled(int id)
    {
        Entry entry = _events[id];
        LaneBooks lane = _lanes[entry.Lane];
        if (entry.Arrivals++ == 0)
        {
            Require(id > lane.LastFirst, $"Event {id} arrived first behind event {lane.LastFirst} of its lane.");
            lane.LastFirst = id;
            Require(
                !scenario.IsCalm || world.Now - entry.EmittedAt <= MostTime,
                $"Event {id} took {TimeSpan.FromTicks(world.Now - entry.EmittedAt).TotalMilliseconds} ms although nothing went wrong.");
        }

        Require(
            scenario.Delivery != DeliveryGuarantee.AtMostOnce || entry.Arrivals == 1, $"Event {id} arrived twice under at-most-once.");
        Require(entry.Arrivals <= lane.Losses + 1, $"Event {id} arrived {entry.Arrivals} times, with {lane.Losses} losses.");
    }

    /// <summary>After every step of a lane.</summary>
    public void Look(int number, Lane lane)
    {
        LaneBooks books = _lanes[number];
        long released = lane.Ring.Confirmed;
        while (books.Released < books.Events.Count && books.Events[books.Released] is var (id, end) && end <= released)
        {
            books.Released++;
            books.Missing += _events[id].Arrivals == 0 ? 1 : 0;
        }

        LaneStats stats = lane.Read();
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
        int excused = 0;

        // A CONNECT that is not answered counts as a refusal too.
        bool mayBeRefused = scenario.RefusedNamespaceTimeout != Timeout.InfiniteTimeSpan && scenario.Faults.Count != 0;
        foreach ((int id, _) in books.Events)
        {
            Entry entry = _events[id];
            bool mayBeDropped = entry.IsPoison || entry.IsLarge || mayBeRefused;
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
        Require(stats.Dropped[DropReason.NamespaceRefused] == 0 || mayBeRefused, "Events are given up for a refusal that was none.");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            world.Note($"BROKEN {otherwise}");
            throw new BrokenPromiseException(otherwise);
        }
    }

    private sealed class Entry
    {
        public required int Lane { get; init; }

        public required long EmittedAt { get; init; }

        public required bool IsPoison { get; init; }

        public required bool IsLarge { get; init; }

        public int Arrivals { get; set; }
    }

    private sealed class LaneBooks
    {
        public List<(int Id, long End)> Events { get; } = [];

        public int Released { get; set; }

        public int Missing { get; set; }

        public int LastFirst { get; set; } = -1;

        public int Losses { get; set; }
    }
}
