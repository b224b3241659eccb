using System.Buffers;
using System.Buffers.Text;
using FastEmit.Buffers;
using FastEmit.Protocol.EngineIO;

namespace FastEmit.Sending;

/// <summary>
/// What events get as they are written: the batch's id as the last member of an object, and where the server has asked for it a number as the last
/// argument, <c>"fastemit:epoch-first+count"</c>. First and count say where the record lies in the ring, in units of
/// <see cref="RecordHeader.Alignment"/> bytes and from 1 on, so that it has the same number whenever and by whichever process it is written again.
/// Owned by one sender.
/// </summary>
internal sealed class PacketStamps(EventRing ring, WireFormat wire)
{
    private readonly byte[] _tail = new byte[(wire.Stamp?.MaxLength ?? 0) + NumberRequest.MaxLength + "}]".Length];

    /// <summary>Whether the session's server gets numbers.</summary>
    public bool AreNumbers(Session session) => wire.MayNumber && session.WantsNumbers;

    /// <summary>The most that one event grows by.</summary>
    public int MaxLength(Session session) => (wire.Stamp?.MaxLength ?? 0) + NumberLength(session);

    /// <summary>The most that one event grows by for its number; zero when it gets none.</summary>
    public int NumberLength(Session session) => AreNumbers(session) ? NumberRequest.MaxLength : 0;

    /// <summary>Moves on to the next batch.</summary>
    public void Next() => wire.Stamp?.Next();

    /// <summary>The end of an event's packet with its stamps. Valid until the next call.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="packet">The event's packet, or its arguments.</param>
    /// <param name="recordLength">The length of its record's content.</param>
    /// <param name="end">Where its record ends.</param>
    public PacketTail For(Session session, ReadOnlySpan<byte> packet, int recordLength, long end)
    {
        bool isNumbered = AreNumbers(session) && packet.Length + wire.Overhead + NumberRequest.MaxLength <= session.MaxPayload;
        ReadOnlySpan<byte> batch = wire.Stamp is null ? default : wire.Stamp.For(packet);
        return batch.IsEmpty && !isNumbered ? default : Write(batch, isNumbered, recordLength, end);
    }

    private PacketTail Write(ReadOnlySpan<byte> batch, bool isNumbered, int recordLength, long end)
    {
        int length = batch.Length;
        if (!batch.IsEmpty)
        {
            batch.CopyTo(_tail);
            _tail[length++] = (byte)'}';
        }

        if (isNumbered)
        {
            int size = RecordHeader.RecordSize(recordLength);
            length += WriteNumber(_tail.AsSpan(length), ((end - size) / RecordHeader.Alignment) + 1, size / RecordHeader.Alignment);
        }

        _tail[length++] = (byte)']';
        return new PacketTail(_tail.AsSpan(0, length), replaced: batch.IsEmpty ? 1 : 2);
    }

    private int WriteNumber(Span<byte> target, long first, int count)
    {
        int length = 0;
        target[length++] = (byte)',';
        target[length++] = (byte)'"';
        NumberRequest.Start.CopyTo(target[length..]);
        length += NumberRequest.Start.Length;
        Utf8Formatter.TryFormat(ring.Epoch, target[length..], out int written, new StandardFormat('x', 16));
        length += written;
        target[length++] = (byte)'-';
        Utf8Formatter.TryFormat(first, target[length..], out written);
        length += written;
        target[length++] = (byte)'+';
        Utf8Formatter.TryFormat(count, target[length..], out written);
        length += written;
        target[length++] = (byte)'"';
        return length;
    }
}

/// <summary>The bytes that a packet ends with once its stamps are in it, and how many of its own they take the place of.</summary>
internal readonly ref struct PacketTail(ReadOnlySpan<byte> bytes, int replaced)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public int Replaced { get; } = replaced;

    /// <summary>By how much the packet grows.</summary>
    public int Growth => Bytes.Length - Replaced;
}
