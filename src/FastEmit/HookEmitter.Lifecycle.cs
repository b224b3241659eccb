using FastEmit.Diagnostics;
using FastEmit.Lanes;
using FastEmit.Protocol.Waiting;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit;

/// <content>Flushing, counting, telling and closing.</content>
public sealed partial class HookEmitter
{
    private readonly Lock _closeLock = new();
    private Task<FlushReport>? _closing;

    /// <summary>
    /// Raised when the first ring rises above <see cref="Options.NoticeOptions.HighWater"/>, and when all are back at
    /// <see cref="Options.NoticeOptions.LowWater"/> after that; once for each, alternating. A rise is noticed by the first
    /// event behind it.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time and never under a lock; exceptions of a handler are logged and
    /// have no other effect.
    /// </remarks>
    public event EventHandler<FillChangedEventArgs>? FillChanged
    {
        add => _notices.FillChanged += value;
        remove => _notices.FillChanged -= value;
    }

    /// <summary>
    /// Raised when events are dropped: for each reason at once, and then with the count of those that followed, at most
    /// once in <see cref="Options.NoticeOptions.DropInterval"/>.
    /// </summary>
    /// <remarks>
    /// Raised on a thread of the pool, one call at a time for each reason and never under a lock; exceptions of a handler
    /// are logged and have no other effect. It may come after the emitter has closed.
    /// </remarks>
    public event EventHandler<DroppedEventArgs>? Dropped
    {
        add => _notices.Dropped += value;
        remove => _notices.Dropped -= value;
    }

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
        add => _notices.Lost.Handlers += value;
        remove => _notices.Lost.Handlers -= value;
    }

    /// <summary>
    /// Sends all queued events now, without waiting for the batch window, and completes when everything that was queued before the call is
    /// confirmed (or written, where nothing proves more), fell back or was dropped, or the timeout has passed. Thread-safe.
    /// </summary>
    /// <param name="timeout">How long to wait at most; infinite to wait as long as it takes.</param>
    /// <param name="cancellationToken">Ends the waiting early, as the timeout does.</param>
    /// <returns>Where all events handed to the emitter so far are. It never throws for delivery trouble.</returns>
    public async ValueTask<FlushReport> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, $"The timeout must be zero, {Durations.Accepted}.");
        }

        TimeProvider time = _options.TimeProvider;
        long started = time.GetTimestamp();
        if (_senders.AreStopped)
        {
            return await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        bool completed = true;
        using CancellationTokenSource expired = new(Durations.ForTimer(timeout), time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            Task settled = _fallback?.Flush(ended.Token) ?? Task.CompletedTask;
            await Task.WhenAll(settled, _senders.Flush(ended.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            completed = false;
        }

        await _senders.WriteOutFlushAsync().ConfigureAwait(false);
        await IoThread.LeaveAsync();
        return Report(completed, time.GetElapsedTime(started));
    }

    /// <summary>
    /// Stops intake, flushes within <see cref="HookEmitterOptions.ShutdownTimeout"/>, disconnects from the server and
    /// reports. Events that are still not confirmed then stay in the <see cref="Options.RingOptions.File"/> for the next
    /// start and are reported as pending; without one they are offered to <see cref="HookEmitterOptions.Fallback"/>, in
    /// order, and those that it does not take in time are dropped and counted. Thread-safe; later calls return the first
    /// one's report.
    /// </summary>
    /// <param name="cancellationToken">Ends the flush early.</param>
    public ValueTask<FlushReport> CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_closeLock)
        {
            _closing ??= CloseOnceAsync(cancellationToken);
        }

        return new ValueTask<FlushReport>(_closing);
    }

    /// <summary>Closes the emitter as <see cref="CloseAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>Reads the counters, of all lanes in sum. Thread-safe; waits for nothing but another reading; allocates nothing.</summary>
    public HookEmitterStats GetStats()
    {
        HookEmitterStats stats = _senders.Pool.Read() with { MaxConnections = _lanes.Length, PendingAcks = _acks.Count };
        if (_fallback is not null)
        {
            return _fallback.AddTo(stats, _lanes);
        }

        foreach (Lane lane in _lanes)
        {
            stats = stats.Add(lane.Read());
        }

        return stats;
    }

    /// <summary>Reads the counters of one lane. Thread-safe; never blocks; allocates nothing.</summary>
    /// <param name="lane">0 to <see cref="HookEmitterStats.MaxConnections"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such lane.</exception>
    public LaneStats GetLaneStats(int lane)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, _lanes.Length);
        return _lanes[lane].Read();
    }

    private async Task<FlushReport> CloseOnceAsync(CancellationToken cancellationToken)
    {
        _notices.StopReports();
        foreach (Lane lane in _lanes)
        {
            lane.Seal();
        }

        _fallback?.Seal();
        FlushReport flushed = await FlushAsync(_options.ShutdownTimeout, cancellationToken).ConfigureAwait(false);
        await WaitForAcksAsync(_options.ShutdownTimeout - flushed.Elapsed, cancellationToken).ConfigureAwait(false);
        await _senders.StopAsync().ConfigureAwait(false);
        _acks.FailAll(EmitFailure.Closed);
        bool completed = _lanes.All(static lane => lane.Pending == 0);
        if (_fallback is not null)
        {
            await _fallback.CloseAsync([.. _lanes.Where(static lane => !lane.Ring.IsShared)]).ConfigureAwait(false);
        }

        long undelivered = _fallback?.DropPending() ?? 0;
        foreach (Lane lane in _lanes)
        {
            undelivered += lane.DropPending();
        }

        _fallback?.Dispose();
        await _notices.LogClosedAsync(undelivered, _options.TimeProvider).ConfigureAwait(false);
        _acks.Dispose();
        _senders.Dispose();
        EmitterMeters.Retire(this);
        FlushReport report = Report(completed && undelivered == 0, flushed.Elapsed);
        return report with { Completed = report.Completed && report.Pending == 0 };
    }

    /// <summary>Waits for the answers that callers of EmitAsync expect, within the rest of the shutdown timeout.</summary>
    private async Task WaitForAcksAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        if (left > TimeSpan.Zero)
        {
            await _acks.WhenEmptyAsync().WaitAsync(left, _options.TimeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private FlushReport Report(bool completed, TimeSpan elapsed)
    {
        HookEmitterStats stats = GetStats();
        return new FlushReport(
            completed, stats.Offered, stats.Confirmed, stats.Written, stats.Pending, stats.FellBack, stats.Dropped, elapsed, stats.LastError);
    }
}
