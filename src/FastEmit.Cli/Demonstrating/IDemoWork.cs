using FastEmit.Cli.Delivering;

namespace FastEmit.Cli.Demonstrating;

/// <summary>The events of a demonstration, as time goes by. For one thread.</summary>
internal interface IDemoWork
{
    /// <summary>How long it takes.</summary>
    TimeSpan Duration { get; }

    /// <summary>Emits what is due by now, as far as there is room; true when that was the last of it.</summary>
    bool Advance(HookEmitter emitter, RingRoom room, TimeSpan elapsed);
}
