using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>
/// Memory of a lane's ring that the next scenario of the same thread uses again: taking megabytes from the system for every seed costs more
/// than running it.
/// </summary>
internal sealed class PooledRingMemory(int capacity) : HeapRingMemory(capacity)
{
    [ThreadStatic]
    private static Dictionary<int, Stack<PooledRingMemory>>? _free;

    /// <summary>Zeroed memory.</summary>
    public static PooledRingMemory Rent(int capacity) => Free(capacity).TryPop(out PooledRingMemory? memory) ? memory : new PooledRingMemory(capacity);

    /// <summary>Gives memory back to the thread that rented it.</summary>
    /// <param name="claimed">How far its ring has come: nothing behind that is written.</param>
    public unsafe void Return(long claimed)
    {
        new Span<byte>(Start, RingLayout.CursorBytes).Clear();
        new Span<byte>(Data, (int)Math.Min(claimed, Capacity)).Clear();
        Free(Capacity).Push(this);
    }

    private static Stack<PooledRingMemory> Free(int capacity)
    {
        _free ??= [];
        if (!_free.TryGetValue(capacity, out Stack<PooledRingMemory>? free))
        {
            _free.Add(capacity, free = new Stack<PooledRingMemory>());
        }

        return free;
    }
}
