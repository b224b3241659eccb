namespace FastEmit.SocketIO.Transports.Threads;

/// <summary>The system's clock, whose timers fire on a thread of ours: their callbacks must be ours, too.</summary>
internal sealed class IoTime(IoTimers timers) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        IoTimer timer = new(timers, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
