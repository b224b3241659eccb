namespace FastEmit.Simulation;

/// <summary>The world's clock for what asks a <see cref="TimeProvider"/>: the lanes' signals, the breaker, the timer of answers.</summary>
internal sealed class SimulatedTime(World world) : TimeProvider
{
    /// <summary>Timestamps begin here: zero means "never" in places.</summary>
    private const long Start = TimeSpan.TicksPerHour;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Start + world.Now;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(Start + world.Now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SimulatedTimer timer = new(world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(World world, TimerCallback callback, object? state) : ITimer
    {
        private int _settings;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int setting = ++_settings;
            if (dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan)
            {
                throw new BrokenPromiseException($"A timer is set to {dueTime.TotalMilliseconds} ms.");
            }

            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.In(dueTime, () => Fire(setting));
            }

            return true;
        }

        public void Dispose() => _settings++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Fire(int setting)
        {
            if (setting == _settings)
            {
                callback(state);
            }
        }
    }
}
