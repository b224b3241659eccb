using System.IO.Compression;

namespace FastEmit.Protocol.WebSockets;

/// <summary>Deflates messages (RFC 7692 section 7.2.1). Owned by the owner of the connection's output.</summary>
/// <param name="noContextTakeover">Every message starts with an empty window.</param>
/// <param name="windowBits">The size of the peer's window, as a power of two.</param>
internal sealed class MessageDeflater(bool noContextTakeover, int windowBits = DeflateParameters.LargestWindowBits) : IDisposable
{
    /// <summary>The platform always uses the largest window. The size of the pieces limits the distance of its references.</summary>
    private readonly int _pieceBytes = windowBits < DeflateParameters.LargestWindowBits ? 1 << windowBits : int.MaxValue;

    private readonly MemoryStream _output = new();
    private DeflateStream? _deflate;

    /// <summary>The compressed payload, valid until the next call. An empty message has no compressed form here; it goes out as it is.</summary>
    public ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> message)
    {
        _output.SetLength(0);
        while (message.Length > _pieceBytes)
        {
            Append(message[.._pieceBytes]);
            Restart();
            message = message[_pieceBytes..];
        }

        Append(message);
        ReadOnlySpan<byte> bytes = _output.GetBuffer().AsSpan(0, (int)_output.Length);

        // A sync flush ends with an empty stored block, whose last four bytes stay off the wire.
        if (bytes.EndsWith((ReadOnlySpan<byte>)[0x00, 0x00, 0xFF, 0xFF]))
        {
            bytes = bytes[..^4];
        }

        if (noContextTakeover || _pieceBytes != int.MaxValue)
        {
            int length = bytes.Length;
            Restart();
            bytes = _output.GetBuffer().AsSpan(0, length);
        }

        return bytes;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _deflate ??= new DeflateStream(_output, CompressionLevel.Fastest, leaveOpen: true);
        _deflate.Write(bytes);
        _deflate.Flush();
    }

    /// <summary>Clears the window. The stream's last block is removed, because a message must not have it.</summary>
    private void Restart()
    {
        long length = _output.Length;
        _deflate!.Dispose();
        _deflate = null;
        _output.SetLength(length);
    }

    public void Dispose()
    {
        _deflate?.Dispose();
        _output.Dispose();
    }
}
