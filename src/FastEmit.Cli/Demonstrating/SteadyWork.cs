using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Demonstrating;

/// <summary>Agents that emit at an even rate.</summary>
/// <param name="duration">The total time.</param>
/// <param name="rate">Events per second.</param>
internal sealed class SteadyWork(TimeSpan duration, int rate) : IDemoWork
{
    private const int MaxPacketBytes = 1024; // above any of the demo's events

    private readonly SimulatedAgents _agents = new();

    public TimeSpan Duration => duration;

    public bool Advance(HookEmitter emitter, RingRoom room, TimeSpan elapsed)
    {
        long due = (long)(Math.Min(elapsed.TotalSeconds, duration.TotalSeconds) * rate);
        while (_agents.Emitted < due && room.TryTake(MaxPacketBytes))
        {
            _agents.EmitNext(emitter);
        }

        return elapsed >= duration;
    }
}
