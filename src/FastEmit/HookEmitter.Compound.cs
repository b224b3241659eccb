using System.Runtime.CompilerServices;
using FastEmit.Events;
using FastEmit.Lanes;
using FastEmit.Records;

namespace FastEmit;

/// <content>Events that are more than one text packet. None of this is on the path of one that is not.</content>
public sealed partial class HookEmitter
{
    /// <summary>An event with attachments; or one that is too large, by its own limits.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private EmitResult CommitCompound(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer)
    {
        EmitResult result = TryComplete(lane, descriptor, ref writer, isAwaited: false)
            ? AppendCompound(lane, ref writer, ackId: 0)
            : Refuse(lane, DropReason.TooLarge, descriptor).Result;
        writer.Return();
        return result;
    }

    private EmitResult AppendCompound(Lane lane, ref EventWriter writer, long ackId)
    {
        CompoundPacket.Seal(ref writer, ackId, _acks.Owner);
        return Append(lane, writer.Written);
    }

    /// <summary>Stamps and closes the packet. False when it is too large with its attachments, or for this server.</summary>
    private bool TryComplete(Lane lane, HookEventDescriptor descriptor, ref EventWriter writer, bool isAwaited)
    {
        if (writer.IsRejected)
        {
            return false;
        }

        Complete(lane, descriptor, ref writer);
        ReadOnlySpan<ReadOnlyMemory<byte>> attachments = writer.Attachments is { } list ? list.Items : default;
        long total = writer.Written.Length + CompoundPacket.MaxTrailerLength;
        int longest = writer.Written.Length + CompoundPacket.PrefixGrowth(attachments.Length, isAwaited) + _wireOverhead;
        foreach (ReadOnlyMemory<byte> attachment in attachments)
        {
            total += attachment.Length;
            longest = Math.Max(longest, attachment.Length);
        }

        return total <= _maxPacketBytes && longest <= lane.MaxPayload;
    }
}
