using FastEmit.Cli.Delivering;
using FastEmit.Cli.Demonstrating.Days;
using FastEmit.Events;

namespace FastEmit.Cli.Demonstrating;

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
