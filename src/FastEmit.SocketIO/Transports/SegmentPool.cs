using System.Buffers;

namespace FastEmit.SocketIO.Transports;

/// <summary>
/// The buffer of one writer that has one in use at a time, connection after connection. The shared pools give buffers of this size up
/// whenever the garbage collector finds them idle, and a writer that pauses would then allocate them anew. Not thread-safe.
/// </summary>
/// <remarks>
/// It keeps the buffer that came back last, or a larger one that was asked for since, until <see cref="Trim"/>. What is larger than
/// <see cref="MaxKeptBytes"/> is rare and comes from the shared pool.
/// </remarks>
internal sealed class SegmentPool : MemoryPool<byte>
{
    public const int MaxKeptBytes = 1 << 20;

    private Segment? _spare;

    public override int MaxBufferSize => Array.MaxLength;

    /// <summary>Bytes kept while nothing is rented.</summary>
    public int KeptBytes => _spare?.Memory.Length ?? 0;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize > MaxKeptBytes)
        {
            return Shared.Rent(minBufferSize);
        }

        Segment? segment = _spare;
        _spare = null;
        return segment is not null && segment.Memory.Length >= minBufferSize
            ? segment
            : new Segment(this, GC.AllocateUninitializedArray<byte>(Math.Max(minBufferSize, 1)));
    }

    /// <summary>Lets the kept buffer go: nothing will be written for a while.</summary>
    public void Trim() => _spare = null;

    protected override void Dispose(bool disposing) => Trim();

    private sealed class Segment(SegmentPool pool, byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose() => pool._spare = this;
    }
}
