namespace FastEmit.Buffers;

/// <summary>The ring of a lane. See <see cref="Ring{TAccess}"/> for what it promises and how.</summary>
internal sealed class EventRing(RingMemory memory) : Ring<ProcessorAccess>(memory, default);
