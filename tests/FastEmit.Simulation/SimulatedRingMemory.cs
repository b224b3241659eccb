using System.Runtime.CompilerServices;
using FastEmit.Buffers;

namespace FastEmit.Simulation;

/// <summary>A ring file's bytes as one process has them mapped.</summary>
internal sealed unsafe class SimulatedRingMemory : RingMemory
{
    private readonly byte[] _bytes;
    private readonly SimulatedDisk? _disk;

    /// <summary>The same bytes for another process.</summary>
    public SimulatedRingMemory(SimulatedRingMemory file, SimulatedDisk disk, uint owner, bool isConsumer)
        : this(file._bytes, file.Capacity, file.Key)
    {
        _disk = disk;
        Owner = owner;
        IsConsumer = isConsumer;
    }

    private SimulatedRingMemory(byte[] bytes, int capacity, ulong key)
    {
        _bytes = bytes;
        nuint address = (nuint)Unsafe.AsPointer(ref bytes[0]);
        Start = (byte*)((address + RingLayout.Line - 1) & ~(nuint)(RingLayout.Line - 1));
        Data = Start + RingLayout.SharedData;
        Capacity = capacity;
        Key = key;
        IsShared = true;
    }

    /// <summary>The whole file.</summary>
    public Span<byte> Bytes => new(Start, RingLayout.SharedData + Capacity);

    /// <inheritdoc/>
    public override bool MayBeStale => _disk!.IsStale;

    /// <summary>A new file.</summary>
    public static SimulatedRingMemory Create(int capacity, ulong key)
    {
        byte[] bytes = GC.AllocateArray<byte>(RingLayout.SharedData + capacity + RingLayout.Line, pinned: true);
        SimulatedRingMemory memory = new(bytes, capacity, key);
        new RingFileHeader(capacity, key).Write(memory.Bytes);
        default(ProcessorAccess).Free(memory.Data, capacity, 0, key);
        return memory;
    }

    /// <inheritdoc/>
    public override bool IsAlive(uint owner) => owner == Owner || _disk!.IsAlive(owner);

    /// <inheritdoc/>
    public override void KeepCopy()
    {
    }
}
