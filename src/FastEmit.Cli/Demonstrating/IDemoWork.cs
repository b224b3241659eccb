using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Demonstrating;

/// <summary>The events of a demonstration over time. For one thread.</summary>
internal interface IDemoWork
{
    /// <summary>The total time.</summary>
    TimeSpan Duration { get; }

    /// <summary>Emits the events that are due, as far as there is room; true after the last event.</summary>
    bool Advance(HookEmitter emitter, RingRoom room, TimeSpan elapsed);
}
