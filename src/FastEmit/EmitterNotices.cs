using FastEmit.Diagnostics;
using FastEmit.Lanes;
using FastEmit.Pooling;

namespace FastEmit;

/// <summary>
/// What an emitter tells without being asked: its .NET events, its log lines about lost events, and the reports to its server. It has
/// the lanes watched for that. Handlers run on the thread pool, one call at a time for each kind; what they throw is logged.
/// </summary>
internal sealed class EmitterNotices
{
    /// <summary>Bound on what a logger may take at the end.</summary>
    private static readonly TimeSpan LoggerTimeout = TimeSpan.FromSeconds(1);

    private readonly HookEmitter _emitter;
    private readonly EmitterLogger _logger;
    private readonly ConnectionPool _pool;

    /// <summary>The lanes, and the fallback's queue.</summary>
    private readonly Lane[] _watched;
    private EmitterReporter? _reporter;

    /// <summary>Has the lanes watched. Before any of them runs.</summary>
    public EmitterNotices(HookEmitter emitter, EmitterPlan plan, ConnectionPool pool, Lane[] lanes, Lane? fallbackQueue)
    {
        _emitter = emitter;
        _logger = plan.Logger;
        _pool = pool;
        _watched = fallbackQueue is null ? lanes : [fallbackQueue, .. lanes];
        Lost = new LostEventFeed(emitter, _logger);
        Options.NoticeOptions options = plan.Options.Notices;
        TimeProvider time = plan.Options.TimeProvider;
        CountWatch[] drops = [.. DropCounts.Reasons.Select(reason => new CountWatch(
            options.DropInterval, () => _watched.Sum(lane => lane.Dropped(reason)), (count, total) => OnDropped(reason, count, total), time))];
        CountWatch fallBacks = new(options.DropInterval, () => _watched.Sum(static lane => lane.FellBack), _logger.FellBack, time);
        FillReporter fill = new(OnFillChanged);
        foreach (Lane lane in _watched)
        {
            lane.Lost = Lost;
            lane.Drops = drops;
            lane.FallBacks = fallBacks;
        }

        foreach (Lane lane in lanes)
        {
            lane.Fill = new FillWatch(lane.Ring, (int)(options.HighWater * lane.Ring.Capacity), (int)(options.LowWater * lane.Ring.Capacity), fill);
        }
    }

    /// <inheritdoc cref="HookEmitter.FillChanged"/>
    public event EventHandler<FillChangedEventArgs>? FillChanged;

    /// <inheritdoc cref="HookEmitter.Dropped"/>
    public event EventHandler<DroppedEventArgs>? Dropped;

    /// <summary>Shows lost events to whoever looks at them.</summary>
    public LostEventFeed Lost { get; }

    /// <summary>Begins to send reports, where the options ask for them. Once, when the emitter is complete.</summary>
    public void StartReports(EmitterPlan plan) =>
        _reporter = plan.Options.Notices.ReportInterval == TimeSpan.Zero ? null : new EmitterReporter(_emitter, plan.Options, plan.EmitterId);

    /// <summary>Ends the reports.</summary>
    public void StopReports() => _reporter?.Dispose();

    /// <summary>Logs how many events the closed emitter has not delivered, and waits, but not long, for the log.</summary>
    public async Task LogClosedAsync(long undelivered, TimeProvider time)
    {
        if (undelivered != 0)
        {
            _logger.Undelivered(undelivered);
        }

        await _logger.DrainAsync().WaitAsync(LoggerTimeout, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void OnDropped(DropReason reason, long count, long total)
    {
        if (reason != DropReason.Undelivered) // That is logged at the close.
        {
            _logger.Dropped(count, reason, total);
        }

        Raise(Dropped, new DroppedEventArgs(reason, count, total) { Detail = reason == DropReason.Poisoned ? _pool.PoisonNote : null }, nameof(Dropped));
    }

    private void OnFillChanged(bool isHigh)
    {
        HookEmitterStats stats = _emitter.GetStats();
        Raise(FillChanged, new FillChangedEventArgs(isHigh, stats.RingBytes, stats.RingCapacity), nameof(FillChanged));
    }

    /// <summary>Calls every handler, whatever the others do.</summary>
    private void Raise<T>(EventHandler<T>? handlers, T notice, string name)
    {
        foreach (EventHandler<T> handler in Delegate.EnumerateInvocationList(handlers))
        {
            try
            {
                handler(_emitter, notice);
            }
            catch (Exception exception)
            {
                _logger.HandlerThrew(name, exception);
            }
        }
    }
}
