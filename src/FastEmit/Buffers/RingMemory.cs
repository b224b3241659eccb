using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <summary>The flat bytes that a ring lives in, laid out by <see cref="RingLayout"/>: on the heap, or mapped from a file.</summary>
/// <remarks>
/// The bytes are never freed by hand. A producer that is still copying while the emitter closes holds the ring, the ring
/// holds this object, and this object keeps the memory; it is freed when it is unreachable.
/// </remarks>
internal abstract unsafe class RingMemory
{
    /// <summary>The cursors, aligned to <see cref="RingLayout.Line"/>.</summary>
    public byte* Start { get; private protected init; }

    /// <summary>The data, aligned to <see cref="RingLayout.Line"/>.</summary>
    public byte* Data { get; private protected init; }

    /// <summary>Bytes of data.</summary>
    public int Capacity { get; private protected init; }

    /// <summary>
    /// Whether other processes may append as well.
    /// </summary>
    public bool IsShared { get; private protected init; }

    /// <summary>Secret of a shared ring; goes into the words of free units and into the records' checksums.</summary>
    public ulong Key { get; private protected init; }

    /// <summary>The number of this process in the words of records that it claims in a shared ring.</summary>
    public uint Owner { get; private protected init; }

    /// <summary>Whether this process is the one that reads.</summary>
    public bool IsConsumer { get; private protected init; } = true;

    /// <summary>Whether some of the bytes may be older than others: the machine may have lost power since they were written.</summary>
    public virtual bool MayBeStale => false;

    /// <summary>Takes memory for a ring on the heap.</summary>
    /// <param name="capacity">A power of two between <see cref="RingLayout.MinCapacity"/> and <see cref="RingLayout.MaxCapacity"/>.</param>
    public static RingMemory OnHeap(int capacity)
    {
        ThrowIfNotACapacity(capacity);
        return new HeapRingMemory(capacity);
    }

    /// <summary>
    /// Whether the process that claimed as <paramref name="owner"/> may still write. Only a dead one is ever called dead.
    /// Shared rings only.
    /// </summary>
    public abstract bool IsAlive(uint owner);

    /// <summary>Keeps a copy of the bytes as they are, before damage in them is passed over. Shared rings only.</summary>
    public abstract void KeepCopy();

    /// <summary>Whether the bytes are surely not the ring's any more. One look at memory. Any thread.</summary>
    public virtual bool IsLost => false;

    /// <summary>This process has committed a record that another one will read.</summary>
    public virtual void OnCommitted()
    {
    }

    /// <summary>Throws unless a ring can have this capacity.</summary>
    public static void ThrowIfNotACapacity(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, RingLayout.MinCapacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, RingLayout.MaxCapacity);
        if (!BitOperations.IsPow2(capacity))
        {
            throw new ArgumentException($"The capacity of a ring must be a power of two, not {capacity}.", nameof(capacity));
        }
    }
}

/// <summary>A pinned, zeroed array: the memory of a ring that one process has to itself.</summary>
internal unsafe class HeapRingMemory : RingMemory
{
    private readonly byte[] _bytes;

    public HeapRingMemory(int capacity)
    {
        _bytes = GC.AllocateArray<byte>(RingLayout.CursorBytes + capacity + RingLayout.Line, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _bytes[0]);
        Start = (byte*)((address + RingLayout.Line - 1) & ~(nuint)(RingLayout.Line - 1));
        Data = Start + RingLayout.CursorBytes;
        Capacity = capacity;
    }

    /// <summary>True: a thread that dies between claim and commit takes the ring with it.</summary>
    public override bool IsAlive(uint owner) => true;

    /// <inheritdoc/>
    public override void KeepCopy()
    {
    }
}
