using System.Buffers;

namespace FastEmit.SocketIO.Transports;

/// <summary>What was read from a stream and is not parsed yet. It belongs to the reader: the handshake first, then the read loop.</summary>
internal sealed class ReadBuffer(int bytes) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(bytes);
    private int _start;
    private int _end;

    /// <summary>What is to be parsed next.</summary>
    public Span<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Where the next read goes.</summary>
    public Memory<byte> Room => _bytes.AsMemory(_end);

    /// <summary>A read has put <paramref name="count"/> bytes into <see cref="Room"/>.</summary>
    public void OnRead(int count) => _end += count;

    /// <summary>The first <paramref name="count"/> bytes are parsed.</summary>
    public void OnParsed(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
    }

    /// <summary>Returns the memory to the pool. No read may be under way.</summary>
    public void Dispose()
    {
        byte[] bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
