using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>
/// The protocol of a ring that one process has to itself. A claim moves the cursor by compare-and-swap and leaves the
/// word at zero, as release left it; only the claimer writes it until the commit. Threads do not
/// die between claim and commit without their process, and the process takes the ring with it, so no other process has to know
/// who claimed what.
/// </content>
internal abstract unsafe partial class Ring<TAccess>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AppendResult AppendPrivate(ReadOnlySpan<byte> packet, long timestamp)
    {
        AppendResult result = ClaimPrivate(packet.Length, out long position);
        if (result == AppendResult.Appended)
        {
            _access.Copy(packet, Packet(position));
            CommitPrivate(position, packet.Length, timestamp);
            GC.KeepAlive(_memory);
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private AppendResult ClaimPrivate(int length, out long position)
    {
        int size = RecordHeader.RecordSize(length);
        long claimed = _access.Read(ref ClaimedCursor);
        int padding;
        while (true)
        {
            if (claimed < 0)
            {
                position = 0;
                return AppendResult.Sealed;
            }

            int untilEnd = _capacity - ((int)claimed & _mask);
            padding = size > untilEnd ? untilEnd : 0;
            long end = claimed + padding + size;
            if (!HasRoom(end))
            {
                position = 0;
                return AppendResult.Full;
            }

            long seen = _access.CompareExchange(ref ClaimedCursor, end, claimed);
            if (seen == claimed)
            {
                break;
            }

            claimed = seen;
        }

        _access.Increment(ref AppendedCount); // before the commit: the consumer never sees a record that is not counted
        if (padding != 0)
        {
            _access.Write(ref Header(claimed).Word, RecordWord.Padding(padding));
        }

        position = claimed + padding;
        return AppendResult.Appended;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CommitPrivate(long position, int length, long timestamp)
    {
        ref RecordHeader header = ref Header(position);
        _access.WritePlain(ref header.Timestamp, timestamp);
        _access.Write(ref header.Word, RecordWord.Committed(length, check: 0));
    }

    private void ReleasePrivate(long position)
    {
        long confirmed = _access.ReadPlain(ref ConfirmedCursor);
        int offset = (int)confirmed & _mask;
        int length = (int)(position - confirmed);
        int untilEnd = Math.Min(length, _capacity - offset);
        _access.Clear(_data + offset, untilEnd);
        _access.Clear(_data, length - untilEnd);
        _access.Write(ref ConfirmedCursor, position);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoom(long end) => end - _access.Read(ref FreedSeen) <= _usable || end - RefreshFreed() <= _usable;
}
