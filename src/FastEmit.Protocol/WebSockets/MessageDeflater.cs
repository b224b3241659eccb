using System.IO.Compression;

namespace FastEmit.Protocol.WebSockets;

/// <summary>Deflates messages (RFC 7692 section 7.2.1). Owned by whoever owns the connection's output.</summary>
internal sealed class MessageDeflater(bool noContextTakeover) : IDisposable
{
    private readonly MemoryStream _output = new();
    private DeflateStream? _deflate;

    /// <summary>The compressed payload, valid until the next call.</summary>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> message)
    {
        _output.SetLength(0);
        _deflate ??= new DeflateStream(_output, CompressionLevel.Fastest, leaveOpen: true);
        _deflate.Write(message);
        _deflate.Flush();
        ReadOnlySpan<byte> bytes = _output.GetBuffer().AsSpan(0, (int)_output.Length);

        // A sync flush ends with an empty stored block, whose last four bytes stay off the wire.
        if (bytes.EndsWith((ReadOnlySpan<byte>)[0x00, 0x00, 0xFF, 0xFF]))
        {
            bytes = bytes[..^4];
        }

        if (noContextTakeover)
        {
            // Ends the stream behind the bytes in hand, in memory that the next call overwrites.
            int length = bytes.Length;
            _deflate.Dispose();
            _deflate = null;
            bytes = _output.GetBuffer().AsSpan(0, length);
        }

        return bytes;
    }

    public void Dispose()
    {
        _deflate?.Dispose();
        _output.Dispose();
    }
}
