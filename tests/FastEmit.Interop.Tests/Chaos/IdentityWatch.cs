namespace FastEmit.Interop.Tests.Chaos;

/// <summary>Reads an emitter's counters all the time: queued = confirmed + pending + dropped must hold in every reading.</summary>
internal sealed class IdentityWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private string? _violation;

    public IdentityWatch(HookEmitter emitter) => _watching = Task.Run(() => WatchAsync(emitter));

    /// <summary>Readings so far.</summary>
    public int Readings { get; private set; }

    /// <summary>Ends the watch.</summary>
    public async Task AssertHeldAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        Assert.Null(_violation);
        Assert.InRange(Readings, 100, int.MaxValue);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(HookEmitter emitter)
    {
        while (!_stop.IsCancellationRequested)
        {
            HookEmitterStats stats = emitter.GetStats();
            Require(stats.Offered == stats.Confirmed + stats.Written + stats.Pending + stats.FellBack + stats.Dropped.Total && stats.Pending >= 0, stats);
            for (int i = 0; i < stats.MaxConnections; i++)
            {
                LaneStats lane = emitter.GetLaneStats(i);
                Require(lane.Offered == lane.Confirmed + lane.Written + lane.Pending + lane.FellBack + lane.Dropped.Total && lane.Pending >= 0, lane);
            }

            Readings++;
            if (Readings % 100 == 0)
            {
                await Task.Delay(1, CancellationToken.None);
            }
        }
    }

    private void Require<TStats>(bool holds, TStats stats) => _violation ??= holds ? null : $"{stats}";
}
