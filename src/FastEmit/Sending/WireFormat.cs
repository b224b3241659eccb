using System.Buffers.Text;
using System.Text;

namespace FastEmit.Sending;

/// <summary>The envelope, stamps and overhead that an emitter adds to the packets of its events.</summary>
/// <param name="Envelope">The name of the array event that a batch travels in, as JSON, or empty.</param>
/// <param name="Stamp">The batch id, or null.</param>
/// <param name="Overhead">Bytes that a message may have beyond its event's packet.</param>
/// <param name="IsAcknowledged">Whether each batch asks for an answer.</param>
/// <param name="MayNumber">Whether events are numbered where the server asks for it.</param>
internal sealed record WireFormat(byte[] Envelope, BatchStamp? Stamp, int Overhead, bool IsAcknowledged, bool MayNumber = false)
{
    /// <summary>Whether batches can be seen on the wire. If not, one is only a run of frames.</summary>
    public bool HasVisibleBatches => Stamp is not null || Envelope.Length != 0 || IsAcknowledged;

    /// <summary>An event's argument array, with its stamps.</summary>
    public static void WriteArguments(ref FrameBatch frames, ReadOnlySpan<byte> arguments, PacketTail tail)
    {
        frames.Append(arguments[..^tail.Replaced]);
        frames.Append(tail.Bytes);
    }
}

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
