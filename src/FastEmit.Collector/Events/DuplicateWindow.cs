using System.Numerics;
using System.Runtime.InteropServices;

namespace FastEmit.Collector.Events;

/// <summary>
/// Remembers the last so many event ids. An emitter sends what is unconfirmed again after a lost connection, so a second copy comes soon
/// or not at all. Exact: ids are compared byte by byte. Thread-safe; allocates nothing after its construction.
/// </summary>
/// <remarks>Memory: 64 bytes an id for the slot, and 4 to 8 for the bucket that finds it.</remarks>
internal sealed class DuplicateWindow
{
    /// <summary>An emitter's ids have up to 37 bytes. Longer ones are never taken for duplicates.</summary>
    public const int MaxIdLength = SlotBytes - 1;

    /// <summary>One cache line: the length in the first byte, then the id.</summary>
    private const int SlotBytes = 64;

    private const int None = -1;

    private readonly Lock _lock = new();
    private readonly byte[] _slots;
    private readonly int[] _next;
    private readonly int[] _buckets;
    private readonly int _capacity;
    private int _count;
    private int _oldest;

    public DuplicateWindow(int capacity)
    {
        _capacity = capacity;
        _slots = new byte[capacity * SlotBytes];
        _next = new int[capacity];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _buckets.AsSpan().Fill(None);
    }

    /// <summary>False when the id is among those remembered; otherwise it takes the place of the oldest.</summary>
    public bool TryAdd(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty || id.Length > MaxIdLength)
        {
            return true;
        }

        int bucket = BucketOf(id);
        lock (_lock)
        {
            for (int slot = _buckets[bucket]; slot != None; slot = _next[slot])
            {
                if (IdIn(slot).SequenceEqual(id))
                {
                    return false;
                }
            }

            int free = TakeSlot();
            _slots[free * SlotBytes] = (byte)id.Length;
            id.CopyTo(_slots.AsSpan((free * SlotBytes) + 1));
            _next[free] = _buckets[bucket];
            _buckets[bucket] = free;
            return true;
        }
    }

    /// <summary>The framework's string hash over pairs of bytes is seeded, so that a client cannot choose what collides.</summary>
    private int BucketOf(ReadOnlySpan<byte> id) =>
        (string.GetHashCode(MemoryMarshal.Cast<byte, char>(id)) ^ (id[^1] * 0x01000193)) & (_buckets.Length - 1);

    private ReadOnlySpan<byte> IdIn(int slot) => _slots.AsSpan((slot * SlotBytes) + 1, _slots[slot * SlotBytes]);

    private int TakeSlot()
    {
        if (_count < _capacity)
        {
            return _count++;
        }

        int slot = _oldest;
        _oldest = slot + 1 == _capacity ? 0 : slot + 1;
        Unlink(slot);
        return slot;
    }

    private void Unlink(int slot)
    {
        ref int link = ref _buckets[BucketOf(IdIn(slot))];
        while (link != slot)
        {
            link = ref _next[link];
        }

        link = _next[slot];
    }
}
