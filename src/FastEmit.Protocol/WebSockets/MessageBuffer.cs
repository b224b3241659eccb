using System.Buffers;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Where a message grows that is not contiguous in what was read. Pooled and kept between messages; it grows with the bytes that came,
/// never with a length that was only announced. Owned by one reader.
/// </summary>
internal sealed class MessageBuffer : IDisposable
{
    /// <summary>A larger array goes back to the pool after its message.</summary>
    private const int KeptCapacity = 256 * 1024;

    private byte[] _array = [];
    private int _length;

    public int Length => _length;

    public Span<byte> Written => _array.AsSpan(0, _length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_length));
        _length += bytes.Length;
    }

    public void AppendMasked(ReadOnlySpan<byte> bytes, uint key, int phase)
    {
        EnsureRoom(bytes.Length);
        FrameMask.Copy(bytes, _array.AsSpan(_length), key, phase);
        _length += bytes.Length;
    }

    public void Clear()
    {
        _length = 0;
        if (_array.Length > KeptCapacity)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void EnsureRoom(int bytes)
    {
        int needed = checked(_length + bytes);
        if (needed > _array.Length)
        {
            Grow(needed);
        }
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)needed, 2L * _array.Length)));
        Written.CopyTo(larger);
        byte[] old = _array;
        _array = larger;
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }
}
