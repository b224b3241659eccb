namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Feeds one message at a time to an inflater, followed by the four bytes that the sender omitted. At its end it reads as empty,
/// which the inflater handles as a pause.
/// </summary>
internal sealed class FeedStream : Stream
{
    private readonly MessageBuffer _bytes = new();
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Set(ReadOnlySpan<byte> message)
    {
        _bytes.Clear();
        _bytes.Append(message);
        _bytes.Append([0x00, 0x00, 0xFF, 0xFF]);
        _position = 0;
    }

    public override int Read(Span<byte> buffer)
    {
        ReadOnlySpan<byte> left = _bytes.Written[_position..];
        int count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _bytes.Dispose();
        base.Dispose(disposing);
    }
}
