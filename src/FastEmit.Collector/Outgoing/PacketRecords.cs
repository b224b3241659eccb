using System.Buffers.Binary;

namespace FastEmit.Collector.Outgoing;

/// <summary>Packets one behind the other: <c>kind(1) length(4) bytes</c> each.</summary>
internal static class PacketRecords
{
    private const int HeaderBytes = 5;

    /// <summary>Bytes of a record around a packet.</summary>
    public static int LengthOf(ReadOnlySpan<byte> packet) => HeaderBytes + packet.Length;

    /// <summary>Writes one record and returns its length.</summary>
    public static int Write(Span<byte> destination, PacketKind kind, ReadOnlySpan<byte> packet)
    {
        destination[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(destination[1..], packet.Length);
        packet.CopyTo(destination[HeaderBytes..]);
        return HeaderBytes + packet.Length;
    }

    /// <summary>Takes the first record off. False when there is none.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> records, out PacketKind kind, out ReadOnlySpan<byte> packet)
    {
        if (records.IsEmpty)
        {
            kind = default;
            packet = default;
            return false;
        }

        kind = (PacketKind)records[0];
        packet = records.Slice(HeaderBytes, BinaryPrimitives.ReadInt32LittleEndian(records[1..]));
        records = records[(HeaderBytes + packet.Length)..];
        return true;
    }
}
