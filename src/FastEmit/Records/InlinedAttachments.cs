using System.Buffers.Text;

namespace FastEmit.Records;

/// <summary>
/// Turns a packet with attachments into a text packet: a fallback takes JSON, so an attachment stands there as base64, just
/// as the member would without <see cref="Events.AttachmentAttribute"/>.
/// </summary>
internal static class InlinedAttachments
{
    private const int MaxPlaceholderLength = 29; // {"_placeholder":true,"num":9}

    /// <summary>Bytes of the text packet at most.</summary>
    public static long MaxLength(in CompoundPacket packet)
    {
        long length = PacketNamespace.PrefixLength(packet.Namespace) + packet.Arguments.Length;
        for (int i = 0; i < packet.Count; i++)
        {
            length += 2 + Base64.GetMaxEncodedToUtf8Length(packet.Attachment(i).Length);
        }

        return length;
    }

    /// <summary>Writes <c>42/ns,["name",…]</c> and returns its length.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    public static int Write(in CompoundPacket packet, Span<byte> destination)
    {
        int length = Append("42"u8, destination, 0);
        if (packet.Namespace.Length != 1)
        {
            length = Append(packet.Namespace, destination, length);
            length = Append(","u8, destination, length);
        }

        // Placeholders stand in the order of their numbers, so that each is found behind the one before.
        ReadOnlySpan<byte> rest = packet.Arguments;
        Span<byte> placeholder = stackalloc byte[MaxPlaceholderLength];
        for (int i = 0; i < packet.Count; i++)
        {
            ReadOnlySpan<byte> wanted = placeholder[..FormatPlaceholder(i, placeholder)];
            int at = rest.IndexOf(wanted);
            if (at < 0)
            {
                break; // Not of this library's writing; it stays as it is.
            }

            length = Append(rest[..at], destination, length);
            length = Append("\""u8, destination, length);
            Base64.EncodeToUtf8(packet.Attachment(i), destination[length..], out _, out int written);
            length = Append("\""u8, destination, length + written);
            rest = rest[(at + wanted.Length)..];
        }

        return Append(rest, destination, length);
    }

    private static int FormatPlaceholder(int number, Span<byte> destination)
    {
        ReadOnlySpan<byte> start = "{\"_placeholder\":true,\"num\":"u8;
        start.CopyTo(destination);
        Utf8Formatter.TryFormat(number, destination[start.Length..], out int digits);
        destination[start.Length + digits] = (byte)'}';
        return start.Length + digits + 1;
    }

    private static int Append(ReadOnlySpan<byte> piece, Span<byte> destination, int length)
    {
        piece.CopyTo(destination[length..]);
        return length + piece.Length;
    }
}
