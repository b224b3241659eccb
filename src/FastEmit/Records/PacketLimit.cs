using System.Runtime.CompilerServices;
using FastEmit.Events;

namespace FastEmit.Records;

/// <summary>How large a packet may be: for the emitter's rings and options, and for the server that a lane is connected to. Immutable.</summary>
/// <param name="packetBytes">The most that a record may hold.</param>
/// <param name="wireOverhead">Bytes that a message may have beyond its event's packet.</param>
internal readonly struct PacketLimit(int packetBytes, int wireOverhead)
{
    /// <summary>Whether a text packet may be sent.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="maxPayload">The largest message that the server takes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Admits(int length, int maxPayload) => length <= packetBytes && length <= maxPayload - wireOverhead;

    /// <summary>Whether an event with attachments, or with an acknowledgement, may be sent: in sum, and each of its messages.</summary>
    public bool AdmitsCompound(in EventWriter writer, bool isAwaited, int maxPayload)
    {
        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = AttachmentsOf(writer);
        int longest = writer.Written.Length + CompoundPacket.PrefixGrowth(attachments.Length, isAwaited) + wireOverhead;
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            longest = Math.Max(longest, attachment.Length);
        }

        return SizeOf(writer) <= packetBytes && longest <= maxPayload;
    }

    /// <summary>The most bytes that an event takes with its attachments.</summary>
    public static long SizeOf(in EventWriter writer)
    {
        long size = writer.Written.Length + CompoundPacket.MaxTrailerLength;
        foreach (ReadOnlyMemory<byte> attachment in AttachmentsOf(writer))
        {
            size += attachment.Length;
        }

        return size;
    }

    private static ReadOnlySpan<ReadOnlyMemory<byte>> AttachmentsOf(in EventWriter writer) =>
        writer.Attachments is { } list ? list.Items : default;
}
