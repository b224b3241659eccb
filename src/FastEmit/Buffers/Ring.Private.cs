using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>
/// The protocol of a ring that one process has to itself. A claim moves the cursor, which counts too (<see cref="ClaimWord"/>), by
/// compare-and-swap and leaves the word at zero, as release left it; only the claimer writes it until the commit. Threads do not
/// die between claim and commit without their process, and the process takes the ring with it, so no other process has to know
/// who claimed what.
/// </content>
internal abstract unsafe partial class Ring<TAccess>
{
    private long ClaimedPrivate
    {
        get
        {
            long confirmed = _access.Read(ref ConfirmedCursor); // before the claims: they are never behind it
            return confirmed + ClaimWord.Distance(_access.Read(ref ClaimedCursor), confirmed);
        }
    }

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
        long word = _access.Read(ref ClaimedCursor);
        int padding;
        while (true)
        {
            if (word < 0)
            {
                position = 0;
                return AppendResult.Sealed;
            }

            int untilEnd = _capacity - ClaimWord.Offset(word, _mask);
            padding = size > untilEnd ? untilEnd : 0;
            long freed = _access.Read(ref FreedSeen);
            long used = ClaimWord.Distance(word, freed);
            if (used + padding + size > _lookAbove && !HasRoom(word, padding + size))
            {
                position = 0;
                return AppendResult.Full;
            }

            long seen = _access.CompareExchange(ref ClaimedCursor, ClaimWord.Add(word, padding + size), word);
            if (seen == word)
            {
                position = freed + used + padding;
                break;
            }

            word = seen;
        }

        if (padding != 0)
        {
            _access.Write(ref Header(position - padding).Word, RecordWord.Padding(padding));
        }

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
        // Before the space is free: with it, more could be claimed than the count of a claim word can tell apart.
        long appended = _access.ReadPlain(ref AppendedBefore);
        _access.Write(ref AppendedBefore, appended + ClaimWord.CountBeyond(_access.Read(ref ClaimedCursor), appended));
        long confirmed = _access.ReadPlain(ref ConfirmedCursor);
        int offset = (int)confirmed & _mask;
        int length = (int)(position - confirmed);
        int untilEnd = Math.Min(length, _capacity - offset);
        _access.Clear(_data + offset, untilEnd);
        _access.Clear(_data, length - untilEnd);
        _access.Write(ref ConfirmedCursor, position);
    }

    /// <summary>A claim that leaves the ring fuller than <see cref="LookAbove"/>, by the position that was last seen as released.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HasRoom(long word, int size) => Fits(ClaimWord.Distance(word, RefreshFreed()) + size);

    private long CountPrivate()
    {
        while (true)
        {
            long before = _access.Read(ref AppendedBefore);
            long appended = before + ClaimWord.CountBeyond(_access.Read(ref ClaimedCursor), before);
            if (_access.Read(ref AppendedBefore) == before)
            {
                return appended; // All the while the consumer has freed nothing of what came after.
            }
        }
    }
}
