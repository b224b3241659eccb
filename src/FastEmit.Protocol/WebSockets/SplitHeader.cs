namespace FastEmit.Protocol.WebSockets;

/// <summary>A frame header that arrives in more than one read.</summary>
internal struct SplitHeader()
{
    private readonly byte[] _bytes = new byte[FrameWriter.MaxHeaderLength];
    private int _length;

    public readonly bool IsEmpty => _length == 0;

    /// <summary>Keeps the beginning of a header.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes);
        _length = bytes.Length;
    }

    /// <summary>Adds bytes until the header is complete; then it is empty again.</summary>
    public bool TryComplete(ReadOnlySpan<byte> bytes, out FrameHeader header, out int taken)
    {
        for (taken = 0; ; taken++)
        {
            if (_length >= 2 && _length == FrameHeader.LengthOf(_bytes))
            {
                header = FrameHeader.Decode(_bytes.AsSpan(0, _length));
                _length = 0;
                return true;
            }

            if (taken == bytes.Length)
            {
                header = default;
                return false;
            }

            _bytes[_length++] = bytes[taken];
        }
    }
}
