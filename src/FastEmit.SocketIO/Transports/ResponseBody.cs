using System.Globalization;
using System.Net;
using System.Text;

namespace FastEmit.SocketIO.Transports;

/// <summary>The body of a refusal, up to its end: by length, in chunks (RFC 9112 section 7.1), or until the server closes.</summary>
internal sealed class ResponseBody : Stream
{
    private readonly Stream _stream;
    private readonly bool _isChunked;
    private ReadOnlyMemory<byte> _behind;
    private long _left;
    private bool _isOver;

    /// <param name="response">Its headers say how long the body is.</param>
    /// <param name="stream">The connection; left open.</param>
    /// <param name="behind">The bytes of the body that have arrived.</param>
    public ResponseBody(HttpResponseMessage response, Stream stream, ReadOnlyMemory<byte> behind)
    {
        _stream = stream;
        _behind = behind;
        _isChunked = response.Headers.TransferEncodingChunked == true;
        _left = _isChunked || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
            ? 0
            : LengthIn(response);
        _isOver = !_isChunked && _left == 0;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isChunked && _left == 0 && !_isOver)
        {
            _left = await ReadChunkSizeAsync(cancellationToken).ConfigureAwait(false);
            _isOver = _left == 0;
        }

        if (_isOver || buffer.IsEmpty)
        {
            return 0;
        }

        int count = await ReadRawAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= count;
        _isOver = count == 0 || (_left == 0 && !_isChunked);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private static long LengthIn(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Length", out var values)
        && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : long.MaxValue;

    /// <summary>The next chunk's size, behind the line end of the one before. What is no size ends the body.</summary>
    private async ValueTask<long> ReadChunkSizeAsync(CancellationToken cancellationToken)
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (line.Length < 64 && await ReadRawAsync(one, cancellationToken).ConfigureAwait(false) != 0)
        {
            if (one[0] == '\n' && line.Length > 0)
            {
                break;
            }

            if (one[0] is not ((byte)'\r' or (byte)'\n'))
            {
                line.Append((char)one[0]);
            }
        }

        string size = line.ToString().Split(';')[0].Trim();
        return long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long length) ? Math.Max(0, length) : 0;
    }

    private async ValueTask<int> ReadRawAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_behind.IsEmpty)
        {
            return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        int count = Math.Min(buffer.Length, _behind.Length);
        _behind[..count].CopyTo(buffer);
        _behind = _behind[count..];
        return count;
    }
}
