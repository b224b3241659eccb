using System.IO.Compression;

namespace FastEmit.Protocol.WebSockets;

/// <summary>
/// Inflates messages (RFC 7692 section 7.2.2) up to a limit, so that a small message cannot fill the memory. Owned by one reader.
/// </summary>
internal sealed class MessageInflater(bool noContextTakeover, int maxMessageBytes) : IDisposable
{
    private const int ChunkBytes = 16 * 1024;

    private readonly FeedStream _feed = new();
    private readonly MessageBuffer _output = new();
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private DeflateStream? _inflate;

    /// <summary>The message's bytes, valid until the next call.</summary>
    /// <exception cref="WebSocketProtocolException">The message is larger than the limit, or not a deflate stream.</exception>
    public ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> message)
    {
        _output.Clear();
        if (noContextTakeover)
        {
            _inflate?.Dispose();
            _inflate = null;
        }

        _inflate ??= new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        _feed.Set(message);
        try
        {
            int read;
            while ((read = _inflate.Read(_chunk)) > 0)
            {
                if (_output.Length + read > maxMessageBytes)
                {
                    throw new WebSocketProtocolException(
                        CloseCode.MessageTooBig, $"A message inflates to more than the limit of {maxMessageBytes} bytes.");
                }

                _output.Append(_chunk.AsSpan(0, read));
            }
        }
        catch (InvalidDataException)
        {
            throw new WebSocketProtocolException(CloseCode.InvalidPayload, "A compressed message does not inflate.");
        }

        return _output.Written;
    }

    public void Dispose()
    {
        _inflate?.Dispose();
        _feed.Dispose();
        _output.Dispose();
    }
}
