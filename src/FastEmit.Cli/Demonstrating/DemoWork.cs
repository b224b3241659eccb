using FastEmit.Cli.Delivering;
using FastEmit.Cli.Demonstrating.Days;
using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating;

/// <summary>The events of a demonstration over time. For one thread.</summary>
internal interface IDemoWork
{
    /// <summary>The total time.</summary>
    TimeSpan Duration { get; }

    /// <summary>Emits the events that are due, as far as there is room; true after the last event.</summary>
    bool Advance(HookEmitter emitter, RingRoom room, TimeSpan elapsed);
}

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

/// <summary>Plays the made-up day. Its events have times of yesterday, so that all of them are in the past.</summary>
/// <param name="speed">Seconds of the day per second.</param>
/// <param name="now">The clock.</param>
internal sealed class DayWork(double speed, DateTimeOffset now) : IDemoWork
{
    private const int Beginning = 8; // o'clock

    private static readonly HookEventDescriptor Event = HookEventDescriptor.Create("claude_event", "/");

    private readonly IReadOnlyList<DayEvent> _events = SimulatedDay.Create(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-1).AddHours(Beginning));
    private int _next;

    public TimeSpan Duration => _events[^1].At / speed;

    public bool Advance(HookEmitter emitter, RingRoom room, TimeSpan elapsed)
    {
        while (_next < _events.Count && _events[_next].At <= elapsed * speed && room.TryTake(_events[_next].Json.Length))
        {
            DayEvent happening = _events[_next++];
            _ = emitter.EmitJson(Event, happening.Json, PartitionHash.Of(happening.Session)); // a refusal is in the emitter's counters
        }

        return _next == _events.Count;
    }
}
