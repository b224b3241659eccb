using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <summary>
/// Where the ring of a lost file is settled, and goes on when no new file can be made: a pinned array, laid out as the file was. It does not
/// outlive the process.
/// </summary>
internal sealed unsafe class OwnRingMemory : RingMemory
{
    private readonly byte[] _bytes;

    /// <param name="image">A <see cref="RingImage"/>.</param>
    /// <param name="left">The memory that the ring leaves.</param>
    public OwnRingMemory(ReadOnlySpan<byte> image, MappedRingMemory left)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(image.Length + RingLayout.Line, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _bytes[0]);
        Start = (byte*)((address + RingLayout.Line - 1) & ~(nuint)(RingLayout.Line - 1));
        Image = _bytes.AsMemory((int)((nuint)Start - address), image.Length);
        image.CopyTo(Image.Span);
        Data = Start + RingLayout.SharedData;
        Capacity = left.Capacity;
        Key = left.Key;
        IsShared = true;
        Owner = left.Owner;
    }

    /// <summary>The whole ring.</summary>
    public Memory<byte> Image { get; }

    /// <inheritdoc/>
    public override bool IsAlive(uint owner) => owner == Owner;

    /// <inheritdoc/>
    public override void KeepCopy()
    {
    }
}
