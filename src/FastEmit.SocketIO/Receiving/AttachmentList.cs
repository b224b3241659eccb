namespace FastEmit.SocketIO.Receiving;

/// <summary>The attachments of one packet, one behind the other in one span.</summary>
internal readonly ref struct AttachmentList(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> lengths)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<int> _lengths = lengths;

    public int Count => _lengths.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = 0;
            for (int i = 0; i < index; i++)
            {
                start += _lengths[i];
            }

            return _bytes.Slice(start, _lengths[index]);
        }
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    public ReadOnlySpan<int> Lengths => _lengths;
}
