using System.Buffers.Binary;
using System.Buffers.Text;
using FastEmit.Events;

namespace FastEmit.Records;

/// <summary>
/// The content of a record that is more than one text packet: a packet with binary attachments, or one whose acknowledgement
/// a caller waits for.
/// </summary>
/// <remarks>
/// <code>
/// mark '2' /ns, [ … ]     the text packet; the mark stands in the place of its '4'
/// bytes                   of each attachment
/// 4 bytes                 length of each attachment
/// 8 bytes                 acknowledgement id, zero for none
/// 8 bytes                 owner of that id
/// 1 byte                  number of attachments
/// </code>
/// Little-endian. One byte tells it from a text packet, so that those pay one comparison for it. The packet's type, attachment
/// count and acknowledgement id are written when it is sent.
/// </remarks>
internal readonly ref struct CompoundPacket
{
    /// <summary>Digits of an acknowledgement id at most.</summary>
    public const int MaxIdDigits = 19;

    /// <summary>Bytes of <see cref="WriteType"/> at most: <c>4510-</c>.</summary>
    public const int MaxTypeLength = 5;

    /// <summary>Bytes behind text and attachments at most.</summary>
    public const int MaxTrailerLength = (AttachmentList.Limit * sizeof(int)) + IdLength + 1;

    private const byte Mark = 1;
    private const int IdLength = sizeof(long) + sizeof(long);

    private readonly ReadOnlySpan<byte> _attachments;
    private readonly ReadOnlySpan<byte> _lengths;

    /// <summary>Takes a record's content apart, of which <see cref="Is"/> is true.</summary>
    public CompoundPacket(ReadOnlySpan<byte> content)
    {
        Count = content[^1];
        ReadOnlySpan<byte> trailer = content[^(1 + IdLength + (Count * sizeof(int)))..];
        _lengths = trailer[..(Count * sizeof(int))];
        AckId = BinaryPrimitives.ReadInt64LittleEndian(trailer[_lengths.Length..]);
        AckOwner = BinaryPrimitives.ReadInt64LittleEndian(trailer[(_lengths.Length + sizeof(long))..]);
        int bytes = 0;
        for (int i = 0; i < Count; i++)
        {
            bytes += LengthOf(i);
        }

        int textLength = content.Length - trailer.Length - bytes;
        ReadOnlySpan<byte> text = content[..textLength];
        _attachments = content.Slice(textLength, bytes);
        Namespace = PacketNamespace.Of(text);
        Arguments = text[PacketNamespace.PrefixLength(Namespace)..];
    }

    /// <summary>Attachments: zero to <see cref="AttachmentList.Limit"/>.</summary>
    public int Count { get; }

    /// <summary>The id of the acknowledgement that a caller waits (or waited) for; zero for none.</summary>
    public long AckId { get; }

    /// <summary>Whose id that is: an id means nothing to another process than the one that gave it out.</summary>
    public long AckOwner { get; }

    /// <summary>The namespace; <c>/</c> is the main one.</summary>
    public ReadOnlySpan<byte> Namespace { get; }

    /// <summary>The argument array: <c>["name",{…}]</c>.</summary>
    public ReadOnlySpan<byte> Arguments { get; }

    /// <summary>The longest WebSocket message that it needs: its text with everything that may be added, or an attachment.</summary>
    public int MaxMessageLength(int textOverhead)
    {
        int longest = MaxTextLength + textOverhead;
        for (int i = 0; i < Count; i++)
        {
            longest = Math.Max(longest, LengthOf(i));
        }

        return longest;
    }

    /// <summary>Bytes of the frames that it needs at most, headers included.</summary>
    public int MaxFramesLength(int textOverhead) =>
        MaxTextLength + textOverhead + _attachments.Length + ((1 + Count) * Protocol.WebSockets.FrameWriter.MaxHeaderLength);

    /// <summary>The bytes of an attachment.</summary>
    public ReadOnlySpan<byte> Attachment(int index)
    {
        int start = 0;
        for (int i = 0; i < index; i++)
        {
            start += LengthOf(i);
        }

        return _attachments.Slice(start, LengthOf(index));
    }

    /// <summary>Writes what comes before the namespace: <c>42</c>, or <c>453-</c> with three attachments. Returns its length.</summary>
    /// <param name="destination">At least <see cref="MaxTypeLength"/> bytes.</param>
    public int WriteType(Span<byte> destination)
    {
        if (Count == 0)
        {
            "42"u8.CopyTo(destination);
            return 2;
        }

        "45"u8.CopyTo(destination);
        Utf8Formatter.TryFormat(Count, destination[2..], out int digits);
        destination[2 + digits] = (byte)'-';
        return 2 + digits + 1;
    }

    /// <summary>The bytes by which the text grows when it is sent: <c>453-</c> or <c>4510-</c> in the place of <c>42</c>, and an acknowledgement id.</summary>
    public static int PrefixGrowth(int attachments, bool isAwaited) =>
        (attachments switch { 0 => 0, < 10 => 2, _ => 3 }) + (isAwaited ? MaxIdDigits : 0);

    /// <summary>Whether a record's content is one of these.</summary>
    public static bool Is(ReadOnlySpan<byte> content) => content[0] == Mark;

    /// <summary>Makes the text packet in <paramref name="writer"/>, which is closed, and its attachments into the content of a record.</summary>
    public static void Seal(ref EventWriter writer, long ackId = 0, long ackOwner = 0)
    {
        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = writer.Attachments is { } list ? list.Items : default;
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            writer.WriteRaw(attachment.Span);
        }

        int lengths = attachments.Length * sizeof(int);
        Span<byte> trailer = writer.GetSpan(lengths + IdLength + 1);
        for (int i = 0; i < attachments.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(trailer[(i * sizeof(int))..], attachments[i].Length);
        }

        BinaryPrimitives.WriteInt64LittleEndian(trailer[lengths..], ackId);
        BinaryPrimitives.WriteInt64LittleEndian(trailer[(lengths + sizeof(long))..], ackOwner);
        trailer[lengths + IdLength] = (byte)attachments.Length;
        writer.Advance(lengths + IdLength + 1);
        writer.Written[0] = Mark;
    }

    private int MaxTextLength => PacketNamespace.PrefixLength(Namespace) + PrefixGrowth(Count, isAwaited: AckId != 0) + Arguments.Length;

    private int LengthOf(int index) => BinaryPrimitives.ReadInt32LittleEndian(_lengths[(index * sizeof(int))..]);
}
