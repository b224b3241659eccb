using System.Buffers.Text;
using System.Text;

namespace FastEmit.Sending;

/// <summary>The <c>batch_id</c> member of a batch: <c>,"batch_id":"prefix-lane-number"</c>. Owned by one sender.</summary>
internal sealed class BatchStamp
{
    private const int MaxNumberLength = 20;

    private readonly byte[] _member;
    private readonly int _numberStart;
    private int _length;
    private long _number;

    public BatchStamp(string prefix, int lane)
    {
        byte[] start = Encoding.UTF8.GetBytes($",\"batch_id\":\"{prefix}-{lane}-");
        _numberStart = start.Length;
        _member = new byte[start.Length + MaxNumberLength + 1];
        start.CopyTo(_member, 0);
    }

    /// <summary>The longest that the member can be.</summary>
    public int MaxLength => _member.Length;

    /// <summary>Moves on to the next batch.</summary>
    public void Next()
    {
        Utf8Formatter.TryFormat(++_number, _member.AsSpan(_numberStart), out int written);
        _length = _numberStart + written;
        _member[_length++] = (byte)'"';
    }

    /// <summary>
    /// What to insert before the end of a packet, and how many bytes that end has. Nothing when the event's data is no
    /// object: only an object's packet ends with <c>}]</c>.
    /// </summary>
    public ReadOnlySpan<byte> For(ReadOnlySpan<byte> packet)
    {
        if (!packet.EndsWith("}]"u8))
        {
            return default;
        }

        ReadOnlySpan<byte> member = _member.AsSpan(0, _length);
        return packet[^3] == (byte)'{' ? member[1..] : member; // the first member of an empty object has no comma
    }
}
