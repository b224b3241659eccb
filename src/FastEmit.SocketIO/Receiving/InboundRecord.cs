using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Receiving;

/// <summary>Reads an event back out of an <see cref="InboundQueue"/>'s buffer.</summary>
internal static class InboundRecord
{
    private const int HeaderLength = 40;

    public static SocketIOEvent Read(SocketIOSocket socket, ReadOnlySpan<byte> buffer, int position)
    {
        InboundHeader header = MemoryMarshal.Read<InboundHeader>(buffer[position..]);
        ReadOnlySpan<byte> json = buffer.Slice(position + HeaderLength, header.JsonLength);
        AttachmentList attachments = default;
        if (header.Attachments > 0)
        {
            ReadOnlySpan<byte> tail = buffer[(position + HeaderLength + header.JsonLength + (-header.JsonLength & 7))..];
            ReadOnlySpan<int> lengths = MemoryMarshal.Cast<byte, int>(tail[..(header.Attachments * sizeof(int))]);
            attachments = new AttachmentList(tail.Slice(header.Attachments * sizeof(int), header.AttachmentBytes), lengths);
        }

        return new SocketIOEvent(socket, json, header.NameStart, header.NameLength, header.AckId, header.Membership, attachments);
    }
}

/// <summary>Before every record of an <see cref="InboundQueue"/>; behind it follow the JSON, the attachments' lengths and their bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct InboundHeader
{
    public long AckId;
    public int NameStart;
    public int NameLength;
    public int JsonLength;
    public int Attachments;
    public int AttachmentBytes;

    /// <summary>All of the record, header and padding to 8 bytes included.</summary>
    public int Length;

    /// <summary>Whether it stands for the next notice instead of an event.</summary>
    public bool IsNotice;

    /// <summary>The socket's when the event came: its answer goes nowhere in another.</summary>
    public int Membership;
}
