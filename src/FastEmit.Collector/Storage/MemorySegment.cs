namespace FastEmit.Collector.Storage;

/// <summary>
/// A piece of a <see cref="MemoryEventStore"/>: records are added behind the last one and never changed. Its store's lock guards everything
/// but the bytes, which a reader may look at up to the length that it saw under the lock, until it lets go of the segment.
/// </summary>
internal sealed class MemorySegment(int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    /// <summary>The id of the first record.</summary>
    public long FirstId { get; private set; }

    public int Count { get; private set; }

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    /// <summary>Readers that are looking at the bytes.</summary>
    public int Readers { get; set; }

    public long EndId => FirstId + Count;

    /// <summary>The first <paramref name="length"/> bytes.</summary>
    public ReadOnlyMemory<byte> Bytes(int length) => _bytes.AsMemory(0, length);

    /// <summary>Begins anew, with another first record.</summary>
    public void Reset(long firstId)
    {
        FirstId = firstId;
        Count = 0;
        Length = 0;
    }

    /// <summary>Adds whole records that fit.</summary>
    public void Add(ReadOnlySpan<byte> records, int count)
    {
        records.CopyTo(_bytes.AsSpan(Length));
        Length += records.Length;
        Count += count;
    }
}

/// <summary>The part of a segment that a reader may read.</summary>
/// <param name="Segment">The segment, which the reader has to let go of.</param>
/// <param name="FirstId">The id of its first record.</param>
/// <param name="Bytes">Its records.</param>
internal readonly record struct SegmentView(MemorySegment Segment, long FirstId, ReadOnlyMemory<byte> Bytes);
