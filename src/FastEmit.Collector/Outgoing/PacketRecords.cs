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

/// <summary>The kind of a packet that waits for a client.</summary>
internal enum PacketKind : byte
{
    /// <summary>An Engine.IO packet as text, its type digit included.</summary>
    Text,

    /// <summary>An attachment; a binary frame, or base64 where the transport has only text.</summary>
    Binary,

    /// <summary>The payload of a WebSocket pong; no other transport sends it.</summary>
    Pong,
}
