namespace FastEmit.Diagnostics;

/// <summary>
/// The emitters of one name as one series of each instrument. What closed emitters counted stays in the sums, so that a
/// collection after the close still sees the last events. Guarded by the lock of <see cref="EmitterMeters"/>.
/// </summary>
internal sealed class EmitterSeries(string name)
{
    private readonly List<HookEmitter> _live = [];
    private HookEmitterStats _retired;

    /// <summary>The tag that every measurement of the series carries.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new("fastemit.emitter", name);

    /// <summary>Whether an emitter of this name is open: gauges of none are not reported.</summary>
    public bool IsLive => _live.Count != 0;

    public void Add(HookEmitter emitter) => _live.Add(emitter);

    public void Retire(HookEmitter emitter)
    {
        if (_live.Remove(emitter))
        {
            // Gauges of a closed emitter are nobody's; its counters are history.
            _retired = AddCounters(_retired, emitter.GetStats());
        }
    }

    public HookEmitterStats Read()
    {
        HookEmitterStats sum = _retired;
        foreach (HookEmitter emitter in _live)
        {
            HookEmitterStats stats = emitter.GetStats();
            HookEmitterStats counted = AddCounters(sum, stats);
            sum = counted with
            {
                Pending = sum.Pending + stats.Pending,
                BytesInFlight = sum.BytesInFlight + stats.BytesInFlight,
                RingBytes = sum.RingBytes + stats.RingBytes,
                RingCapacity = sum.RingCapacity + stats.RingCapacity,
                ActiveConnections = sum.ActiveConnections + stats.ActiveConnections,
                UnconfirmedLanes = sum.UnconfirmedLanes + stats.UnconfirmedLanes,
                OldestPendingAge = sum.OldestPendingAge > stats.OldestPendingAge ? sum.OldestPendingAge : stats.OldestPendingAge,
                CircuitState = sum.CircuitState > stats.CircuitState ? sum.CircuitState : stats.CircuitState,
            };
        }

        return sum;
    }

    private static HookEmitterStats AddCounters(HookEmitterStats sum, in HookEmitterStats more)
    {
        DropCounts dropped = sum.Dropped;
        foreach (DropReason reason in DropCounts.Reasons)
        {
            dropped[reason] += more.Dropped[reason];
        }

        return sum with
        {
            Offered = sum.Offered + more.Offered,
            Confirmed = sum.Confirmed + more.Confirmed,
            Written = sum.Written + more.Written,
            FellBack = sum.FellBack + more.FellBack,
            Sent = sum.Sent + more.Sent,
            Resent = sum.Resent + more.Resent,
            BytesSent = sum.BytesSent + more.BytesSent,
            Reconnects = sum.Reconnects + more.Reconnects,
            Errors = sum.Errors + more.Errors,
            Dropped = dropped,
        };
    }
}
