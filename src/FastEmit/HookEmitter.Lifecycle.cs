using FastEmit.Delivery;
using FastEmit.Diagnostics;
using FastEmit.Lanes;
using FastEmit.Protocol.Waiting;
using FastEmit.Resilience;
using FastEmit.SocketIO.Transports.Threads;

namespace FastEmit;

/// <content>Flushing, counting and closing.</content>
public sealed partial class HookEmitter
{
    private readonly Lock _closeLock = new();
    private Task<FlushReport>? _closing;
    private bool _closed;

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

        long started = _time.GetTimestamp();
        if (Volatile.Read(ref _closed))
        {
            return await CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        bool completed = true;
        using CancellationTokenSource expired = new(Durations.ForTimer(timeout), _time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(expired.Token, cancellationToken);
        try
        {
            Task[] flushes = new Task[_senders.Length + 1];
            flushes[^1] = _fallback?.Flush(ended.Token) ?? Task.CompletedTask;
            for (int i = 0; i < _senders.Length; i++)
            {
                flushes[i] = _senders[i].Flush(ended.Token);
            }

            await Task.WhenAll(flushes).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            completed = false;
        }

        if (_options.Ring.Sync == RingFileSync.EveryFlush)
        {
            await Task.Run(_writeOut!.WriteOut, CancellationToken.None).ConfigureAwait(false);
        }

        await IoThread.LeaveAsync();
        return Report(completed, _time.GetElapsedTime(started));
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
        CircuitBreaker breaker = _pool.Endpoints.BestCircuit;
        HookEmitterStats stats = new()
        {
            MaxConnections = _lanes.Length,
            HealthCheckInterval = _options.Connection.HealthCheckInterval,
            LastHealthCheck = _pool.Health.LastCheck,
            ServerUrl = _pool.Current.Url,
            CircuitState = breaker.State,
            CircuitFailures = breaker.Failures,
            Errors = _pool.Errors,
            LastError = _pool.LastError,
            PendingAcks = _acks.Count,
        };
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
        _reporter?.Dispose();
        foreach (Lane lane in _lanes)
        {
            lane.Seal();
        }

        _fallback?.Seal();
        FlushReport flushed = await FlushAsync(_options.ShutdownTimeout, cancellationToken).ConfigureAwait(false);
        await WaitForAcksAsync(_options.ShutdownTimeout - flushed.Elapsed, cancellationToken).ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
        _acks.FailAll(EmitFailure.Closed);
        Volatile.Write(ref _closed, true);
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

        if (undelivered != 0)
        {
            _logger.Undelivered(undelivered);
        }

        await _logger.DrainAsync().WaitAsync(FarewellTimeout, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _acks.Dispose();
        _writeOut?.Dispose();
        _writeOut?.WriteOut();
        _rings.Dispose();
        EmitterMeters.Retire(this);
        FlushReport report = Report(completed && undelivered == 0, flushed.Elapsed);
        return report with { Completed = report.Completed && report.Pending == 0 };
    }

    /// <summary>Waits for the answers that callers of EmitAsync expect, within the rest of the shutdown timeout.</summary>
    private async Task WaitForAcksAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        if (left > TimeSpan.Zero)
        {
            await _acks.WhenEmptyAsync().WaitAsync(left, _time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends the senders; one that is stuck in a write loses its connection after the farewell's bound.</summary>
    private async Task StopAsync()
    {
        foreach (Sender sender in _senders)
        {
            sender.Stop();
        }

        Task stopped = Task.WhenAll(_loops);
        try
        {
            await stopped.WaitAsync(FarewellTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (Sender sender in _senders)
            {
                sender.Abort();
            }

            await stopped.ConfigureAwait(false);
        }

        await IoThread.LeaveAsync(); // where the loops have ended
        foreach (Sender sender in _senders)
        {
            sender.Dispose();
        }

        _pool.Dispose();
    }

    private FlushReport Report(bool completed, TimeSpan elapsed)
    {
        HookEmitterStats stats = GetStats();
        return new FlushReport(
            completed, stats.Offered, stats.Confirmed, stats.Written, stats.Pending, stats.FellBack, stats.Dropped, elapsed, stats.LastError);
    }
}
