using System.Runtime.InteropServices;

namespace FastEmit.SocketIO.Receiving;

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
