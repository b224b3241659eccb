using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

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
