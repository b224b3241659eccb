namespace FastEmit.Interop.Tests.Emitting;

/// <summary>Measures how long this process was kept from running: what takes longer than that is nobody else's fault.</summary>
internal sealed class StallMeter : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _measuring;
    private TimeSpan _longest;

    public StallMeter() => _measuring = Task.Run(MeasureAsync);

    /// <summary>The longest delay of a timer so far.</summary>
    public TimeSpan Longest => _longest;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _measuring;
        _stop.Dispose();
    }

    private async Task MeasureAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            long started = TimeProvider.System.GetTimestamp();
            await Task.Delay(Period, CancellationToken.None);
            TimeSpan delay = TimeProvider.System.GetElapsedTime(started) - Period;
            _longest = delay > _longest ? delay : _longest;
        }
    }
}
