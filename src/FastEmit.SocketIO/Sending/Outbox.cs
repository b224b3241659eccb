using System.Buffers;
using System.Buffers.Binary;

namespace FastEmit.SocketIO.Sending;

/// <summary>
/// Packets on their way to the network: emitters append to one buffer while the writer loop sends the other, so that whatever gathers
/// during one write leaves with the next. A record is <c>length(4) kind(1) 0 socket(2) bytes</c>.
/// </summary>
/// <remarks>Not synchronised: the connection's lock guards it, except what <see cref="Take"/> handed to the writer.</remarks>
internal sealed class Outbox
{
    /// <summary>A larger buffer goes back to the pool once it is sent.</summary>
    private const int KeptCapacity = 1024 * 1024;
    private const int SmallCapacity = 16 * 1024;

    private byte[] _filling = ArrayPool<byte>.Shared.Rent(SmallCapacity);
    private byte[] _sending = ArrayPool<byte>.Shared.Rent(SmallCapacity);
    private int _filled;

    /// <summary>Bytes waiting, headers included.</summary>
    public int PendingBytes => _filled;

    /// <summary>Appends a whole packet, as <see cref="PacketBuilder.Finish"/> returned it, for one socket.</summary>
    public void Append(ReadOnlySpan<byte> records, int socket)
    {
        int needed = checked(_filled + records.Length);
        if (needed > _filling.Length)
        {
            Grow(needed);
        }

        records.CopyTo(_filling.AsSpan(_filled));
        for (int at = _filled; at < needed;)
        {
            Span<byte> record = _filling.AsSpan(at);
            BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)socket);
            at += PacketBuilder.RecordHeader + BinaryPrimitives.ReadInt32LittleEndian(record);
        }

        _filled = needed;
    }

    /// <summary>Hands over what has gathered. It is the writer's until it takes again.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        byte[] taken = _filling;
        int length = _filled;
        _filling = _sending;
        if (_filling.Length > KeptCapacity)
        {
            ArrayPool<byte>.Shared.Return(_filling);
            _filling = ArrayPool<byte>.Shared.Rent(SmallCapacity);
        }

        _sending = taken;
        _filled = 0;
        return taken.AsMemory(0, length);
    }

    /// <summary>Forgets what is waiting.</summary>
    public void Clear() => _filled = 0;

    /// <summary>The socket that a record belongs to.</summary>
    public static int SocketOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt16LittleEndian(record[6..]);

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)needed, 2L * _filling.Length)));
        _filling.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_filling);
        _filling = larger;
    }
}

/// <summary>The kind of frame that a record of the outbox becomes.</summary>
internal enum RecordKind : byte
{
    /// <summary>A text packet.</summary>
    Text,

    /// <summary>An attachment of the text packet before it.</summary>
    Attachment,
}
