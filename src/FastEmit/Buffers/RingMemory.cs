using System.Numerics;

namespace FastEmit.Buffers;

/// <summary>The flat, zeroed bytes that a ring lives in, laid out by <see cref="RingLayout"/>.</summary>
/// <remarks>
/// The bytes are a pinned array and never freed by hand: a producer that is still copying while the emitter closes
/// holds the ring, the ring holds this object, and so the memory outlives the copy.
/// </remarks>
internal sealed unsafe class RingMemory
{
    private readonly byte[] _bytes;

    private RingMemory(int capacity)
    {
        _bytes = GC.AllocateArray<byte>(RingLayout.Data + capacity + RingLayout.Line, pinned: true);
        nuint address = (nuint)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _bytes[0]);
        Start = (byte*)((address + RingLayout.Line - 1) & ~(nuint)(RingLayout.Line - 1));
        Capacity = capacity;
    }

    /// <summary>The first byte, aligned to <see cref="RingLayout.Line"/>.</summary>
    public byte* Start { get; }

    /// <summary>Bytes of data.</summary>
    public int Capacity { get; }

    /// <summary>Takes memory for a ring on the heap.</summary>
    /// <param name="capacity">A power of two between <see cref="RingLayout.MinCapacity"/> and <see cref="RingLayout.MaxCapacity"/>.</param>
    public static RingMemory OnHeap(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, RingLayout.MinCapacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, RingLayout.MaxCapacity);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentException($"The capacity of a ring must be a power of two, not {capacity}.", nameof(capacity));
        }

        return new RingMemory(capacity);
    }
}
