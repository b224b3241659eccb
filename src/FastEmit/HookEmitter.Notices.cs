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
    /// has no other effect.
    /// </remarks>
    public event Action<FillNotice>? FillChanged;

    /// <summary>
    /// Raised when events are dropped: for each reason at once, and then with the count of those that followed, at most
    /// once in <see cref="Options.NoticeOptions.DropInterval"/>.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time for each reason and never under a lock; exceptions of a handler
    /// is logged and has no other effect. It may come after the emitter has closed.
    /// </remarks>
    public event Action<DropNotice>? Dropped;

    /// <summary>
    /// Raised for each event that the server has not got: dropped, or taken by <see cref="HookEmitterOptions.Fallback"/>. It shows the
    /// event itself, where <see cref="Dropped"/> counts.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time and never under a lock; exceptions of a handler are logged and
    /// has no other effect. Up to 1,024 events or 4 MiB wait for a slow handler; of more, only the number is told
    /// (<see cref="LostEvent.Skipped"/>). While there is no handler, nothing is copied; while there is one, events that find the ring full are
    /// written all the same, for it to see. It may come after the emitter has closed.
    /// </remarks>
    public event Action<LostEvent>? EventLost
    {
        add => _lost.Handlers += value;
        remove => _lost.Handlers -= value;
    }

    /// <summary>Has the lanes watched. Before any of them runs.</summary>
    private void Watch()
    {
        CountWatch[] drops = [.. DropCounts.Reasons.Select(reason => new CountWatch(
            _options.Notices.DropInterval, () => CountDropped(reason), (count, total) => OnDropped(new DropNotice(reason, count, total)), _time))];
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

    private void OnDropped(DropNotice notice)
    {
        if (notice.Reason != DropReason.Undelivered) // That is said when the emitter closes.
        {
            _logger.Dropped(notice.Count, notice.Reason, notice.Total);
        }

        notice = notice with { Detail = notice.Reason == DropReason.Poisoned ? _pool.PoisonNote : null };
        Raise(Dropped, notice, nameof(Dropped));
    }

    private void OnFillChanged(bool isHigh)
    {
        HookEmitterStats stats = GetStats();
        Raise(FillChanged, new FillNotice(isHigh, stats.RingBytes, stats.RingCapacity), nameof(FillChanged));
    }

    /// <summary>Calls every handler, whatever the others do.</summary>
    private void Raise<T>(Action<T>? handlers, T notice, string name)
    {
        foreach (Action<T> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(notice);
            }
            catch (Exception exception)
            {
                _logger.HandlerThrew(name, exception);
            }
        }
    }
}
