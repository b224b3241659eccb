namespace FastEmit.Buffers;

/// <summary>The ring of a lane. See <see cref="Ring{TAccess}"/> for what it promises and how.</summary>
internal sealed class EventRing(RingMemory memory) : Ring<ProcessorAccess>(memory, default)
{
    /// <summary>
    /// Listens for producers in other processes. Null when there are none, or when this platform cannot be woken by them. Once,
    /// in the consuming process.
    /// </summary>
    /// <param name="name">Of the thread that listens.</param>
    /// <param name="onRung">Called by that thread when the <see cref="RingBell"/> was asked and has rung.</param>
    public RingBell? Listen(string name, Action onRung) =>
        Memory is MappedRingMemory mapped && Futex.IsSupported ? new RingBell(mapped, name, onRung) : null;
}
