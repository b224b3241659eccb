using FastEmit.Diagnostics;
using FastEmit.Lanes;

namespace FastEmit;

/// <content>The events that the emitter raises.</content>
public sealed partial class HookEmitter
{
    /// <summary>
    /// Raised when the first ring rises above <see cref="Options.NoticeOptions.HighWater"/>, and when all are back at
    /// <see cref="Options.NoticeOptions.LowWater"/> after that; once for each, alternating. A rise is noticed by the first
    /// event behind it.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time and never under a lock; exceptions of a handler are logged and
    /// have no other effect.
    /// </remarks>
    public event EventHandler<FillChangedEventArgs>? FillChanged;

    /// <summary>
    /// Raised when events are dropped: for each reason at once, and then with the count of those that followed, at most
    /// once in <see cref="Options.NoticeOptions.DropInterval"/>.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time for each reason and never under a lock; exceptions of a handler
    /// are logged and have no other effect. It may come after the emitter has closed.
    /// </remarks>
    public event EventHandler<DroppedEventArgs>? Dropped;

    /// <summary>
    /// Raised for each event that does not reach the server: dropped, or taken by <see cref="HookEmitterOptions.Fallback"/>. It shows the
    /// event itself, where <see cref="Dropped"/> counts.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time and never under a lock; exceptions of a handler are logged and
    /// have no other effect. Up to 1,024 events or 4 MiB wait for a slow handler; of more, only the number is told
    /// (<see cref="EventLostEventArgs.Skipped"/>). While there is no handler, nothing is copied; while there is one, events that find the ring full are
    /// written all the same, for it to see. It may come after the emitter has closed.
    /// </remarks>
    public event EventHandler<EventLostEventArgs>? EventLost
    {
        add => _lost.Handlers += value;
        remove => _lost.Handlers -= value;
    }

    /// <summary>Has the lanes watched. Before any of them runs.</summary>
    private void Watch()
    {
        CountWatch[] drops = [.. DropCounts.Reasons.Select(reason => new CountWatch(
            _options.Notices.DropInterval, () => CountDropped(reason), (count, total) => OnDropped(reason, count, total), _time))];
        CountWatch fallBacks = new(_options.Notices.DropInterval, CountFellBack, _logger.FellBack, _time);
        FillReporter fill = new(OnFillChanged);
        foreach (Lane lane in _lanes)
        {
            lane.Lost = _lost;
            lane.Drops = drops;
            lane.FallBacks = fallBacks;
            lane.Fill = new FillWatch(lane.Ring, (int)(_options.Notices.HighWater * lane.Ring.Capacity), (int)(_options.Notices.LowWater * lane.Ring.Capacity), fill);
        }

        _fallback?.Queue.Lost = _lost;
        _fallback?.Queue.Drops = drops;
        _fallback?.Queue.FallBacks = fallBacks;
    }

    private long CountDropped(DropReason reason)
    {
        long count = _fallback?.Queue.Dropped(reason) ?? 0;
        foreach (Lane lane in _lanes)
        {
            count += lane.Dropped(reason);
        }

        return count;
    }

    private long CountFellBack() => (_fallback?.Queue.FellBack ?? 0) + _lanes.Sum(static lane => lane.FellBack);

    private void OnDropped(DropReason reason, long count, long total)
    {
        if (reason != DropReason.Undelivered) // The emitter logs that when it closes.
        {
            _logger.Dropped(count, reason, total);
        }

        Raise(Dropped, new DroppedEventArgs(reason, count, total) { Detail = reason == DropReason.Poisoned ? _pool.PoisonNote : null }, nameof(Dropped));
    }

    private void OnFillChanged(bool isHigh)
    {
        HookEmitterStats stats = GetStats();
        Raise(FillChanged, new FillChangedEventArgs(isHigh, stats.RingBytes, stats.RingCapacity), nameof(FillChanged));
    }

    /// <summary>Calls every handler, whatever the others do.</summary>
    private void Raise<T>(EventHandler<T>? handlers, T notice, string name)
    {
        foreach (EventHandler<T> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(this, notice);
            }
            catch (Exception exception)
            {
                _logger.HandlerThrew(name, exception);
            }
        }
    }
}
