namespace FastEmit.Collector.Storage;

/// <summary>The part of a segment that a reader may read.</summary>
/// <param name="Segment">The segment, which the reader has to let go of.</param>
/// <param name="FirstId">The id of its first record.</param>
/// <param name="Bytes">Its records.</param>
internal readonly record struct SegmentView(MemorySegment Segment, long FirstId, ReadOnlyMemory<byte> Bytes);
