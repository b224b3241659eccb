using System.Buffers;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// The buffer for a message that is not contiguous in one read. Pooled and kept between messages. It grows with the received bytes,
/// never with an announced length. Owned by one reader.
/// </summary>
internal sealed class MessageBuffer : IDisposable
{
    /// <summary>The largest array that is kept; a larger one returns to the pool after its message.</summary>
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
