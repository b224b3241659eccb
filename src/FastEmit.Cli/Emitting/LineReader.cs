namespace FastEmit.Cli.Emitting;

/// <summary>
/// Splits a byte stream into lines, at <c>\n</c> or <c>\r\n</c>, within bounded memory. Of a line longer than the limit
/// it searches only the end. A byte order mark at the beginning is skipped. One reader, one thread.
/// </summary>
internal sealed class LineReader(Stream input, int maxLineBytes)
{
    private const int InitialBufferBytes = 64 * 1024;

    private byte[] _buffer = new byte[InitialBufferBytes];
    private int _start;
    private int _end;
    private int _searched; // bytes after _start without a line end
    private bool _skipping; // inside a line that is too long
    private bool _ended;

    /// <summary>The limit, in bytes without the line end.</summary>
    public int MaxLineBytes => maxLineBytes;

    /// <summary>The number of the line that <see cref="TryPeek"/> returned last, from 1.</summary>
    public long LineNumber { get; private set; } = 1;

    /// <summary>
    /// Returns the next complete line of the buffer, without its line end. <see cref="Advance"/> moves past it;
    /// until then every call returns the same line.
    /// </summary>
    /// <param name="line">The line; valid until the next <see cref="FillAsync"/>. Empty when it is too long.</param>
    /// <param name="isTooLong">Whether the line was longer than the limit; its content is lost then.</param>
    /// <returns>Whether the buffer has a complete line.</returns>
    public bool TryPeek(out ReadOnlySpan<byte> line, out bool isTooLong)
    {
        ReadOnlySpan<byte> unread = _buffer.AsSpan(_start, _end - _start);
        int length = unread[_searched..].IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = unread.Length;
            if (!_ended || (unread.IsEmpty && !_skipping))
            {
                line = default;
                isTooLong = false;
                return false;
            }

            length = unread.Length; // the last line has no end
        }
        else
        {
            length += _searched;
        }

        _searched = length;
        line = unread[..length];
        line = line is [.. var content, (byte)'\r'] ? content : line;
        isTooLong = _skipping || line.Length > maxLineBytes;
        line = isTooLong ? default : line;
        return true;
    }

    /// <summary>Moves past the line that <see cref="TryPeek"/> returned.</summary>
    public void Advance()
    {
        _start = Math.Min(_start + _searched + 1, _end);
        _searched = 0;
        _skipping = false;
        LineNumber++;
    }

    /// <summary>Reads more input. Call it when <see cref="TryPeek"/> finds no line.</summary>
    /// <returns>False when the input had already ended and no line is left.</returns>
    /// <exception cref="OperationCanceledException">
    /// The wait was cancelled. The read may continue, because standard input cannot be interrupted, so the reader must not be used again.
    /// </exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        MakeRoom();
        bool first = LineNumber == 1 && _end == 0;
        do
        {
            ValueTask<int> read = input.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            int count = read.IsCompletedSuccessfully ? read.Result : await read.AsTask().WaitAsync(cancellationToken);
            _ended = count == 0;
            _end += count;
        }
        while (first && !_ended && _end < ByteOrderMark.Length && ByteOrderMark.StartsWith(_buffer.AsSpan(0, _end)));

        if (first && _buffer.AsSpan(0, _end).StartsWith(ByteOrderMark))
        {
            _start = ByteOrderMark.Length;
        }

        return true;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private void MakeRoom()
    {
        int unread = _end - _start;
        if (unread > maxLineBytes + 1) // one more may be the '\r' of the line end
        {
            _skipping = true;
        }

        if (_skipping)
        {
            unread = 0;
        }

        byte[] target = unread > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_end - unread, unread).CopyTo(target);
        _buffer = target;
        _searched = Math.Min(_searched, unread);
        (_start, _end) = (0, unread);
    }
}
