namespace FastEmit.Buffers;

/// <content>
/// The protocol of a ring that several processes append to, any of which may be killed between any two instructions.
/// </content>
/// <remarks>
/// <para>
/// <b>A claim is one compare-and-swap on the record's own word</b>, from free to claimed with length and owner in it, so
/// at every moment the taken bytes tell their owner and their number. Only then does the cursor move;
/// if the claimer dies before, the next producer (or the consumer) reads the length and moves it. The cursor is never
/// more than one claim behind.
/// </para>
/// <para>
/// <b>A late claim finds nothing.</b> A producer may sleep for laps between reading the cursor and its compare-and-swap.
/// Each free unit holds a word that is free at one position only (<see cref="RecordWord.Free"/>), so the swap succeeds
/// only if that position is really the next to be claimed. A payload that imitates the word would need the ring's key.
/// </para>
/// <para>
/// <b>A late commit changes nothing.</b> The commit is a compare-and-swap from the claimer's own word. A consumer that
/// goes on without a claim swaps it first: to padding if the owner is dead (the kernel has released its file lock, so
/// no instruction of it will run again), to held if it is alive but has not committed for a second. Of the two swaps
/// one succeeds. A producer that loses turns its held bytes into padding and appends again, so that what its caller is
/// told is true. Until it has done so, or died, the consumer does not free them: a copy that goes on for however long
/// writes only where it may. A process that is stopped can therefore fill the ring, but not stop or damage it.
/// </para>
/// </remarks>
internal abstract unsafe partial class Ring<TAccess>
{
    private long _appendedHere;
    private bool _sealed;

    private ref long FreedCursor => ref *(long*)(_start + RingLayout.Freed);

    private static ref long ClaimedOf(RingMemory memory) => ref *(long*)(memory.Start + RingLayout.Claimed);

    private static ref long FreedOf(RingMemory memory) => ref *(long*)(memory.Start + RingLayout.Freed);

    private static ref long FreedSeenOf(RingMemory memory) => ref *(long*)(memory.Start + RingLayout.FreedSeen);

    private AppendResult AppendShared(ReadOnlySpan<byte> packet, long timestamp)
    {
        AppendResult result;
        RingMemory memory;
        do
        {
            memory = Volatile.Read(ref _memory);
            result = ClaimShared(memory, packet.Length, out long position);
            if (result != AppendResult.Appended)
            {
                break;
            }

            _access.Copy(packet, Packet(memory, position));
            if (CommitShared(memory, position, packet.Length, timestamp))
            {
                break;
            }
        }
        while (true);
        GC.KeepAlive(memory);
        return result;
    }

    private AppendResult ClaimShared(RingMemory memory, int length, out long position)
    {
        position = 0;
        if (Volatile.Read(ref _sealed))
        {
            return AppendResult.Sealed;
        }

        int size = RecordHeader.RecordSize(length);
        while (true)
        {
            long claimed = _access.Read(ref ClaimedOf(memory));
            int untilEnd = _capacity - ((int)claimed & _mask);
            bool wraps = size > untilEnd;
            if (!HasRoom(memory, claimed + size + (wraps ? untilEnd : 0)))
            {
                return AppendResult.Full;
            }

            long free = RecordWord.Free(claimed, memory.Key);
            long taken = wraps ? RecordWord.Padding(untilEnd) : RecordWord.Claimed(length, memory.Owner);
            long seen = _access.CompareExchange(ref Header(memory, claimed).Word, taken, free);
            if (seen != free)
            {
                if (!TryMoveClaimed(memory, claimed, seen))
                {
                    return AppendResult.Full; // damaged: nothing can be claimed until the consumer has seen to it
                }

                continue;
            }

            _access.CompareExchange(ref ClaimedOf(memory), claimed + (wraps ? untilEnd : size), claimed);
            if (!wraps)
            {
                position = claimed;
                return AppendResult.Appended;
            }
        }
    }

    private bool CommitShared(RingMemory memory, long position, int length, long timestamp)
    {
        ref RecordHeader header = ref Header(memory, position);
        long claimed = RecordWord.Claimed(length, memory.Owner);
        uint check = _access.Check(Packet(memory, position), length, position, memory.Key);
        _access.WritePlain(ref header.Timestamp, memory.IsConsumer ? timestamp : timestamp | long.MinValue);
        Interlocked.Increment(ref _appendedHere);
        if (_access.CompareExchange(ref header.Word, RecordWord.Committed(length, check), claimed) == claimed)
        {
            memory.OnCommitted();
            return true;
        }

        Interlocked.Decrement(ref _appendedHere);
        _access.Write(ref header.Word, RecordWord.Padding(RecordHeader.RecordSize(length)));
        return false;
    }

    private ref RecordHeader Header(RingMemory memory, long position) => ref *(RecordHeader*)(memory.Data + ((int)position & _mask));

    private byte* Packet(RingMemory memory, long position) => memory.Data + ((int)position & _mask) + RecordHeader.Size;

    private bool HasRoom(RingMemory memory, long end) =>
        end - _access.Read(ref FreedSeenOf(memory)) <= Volatile.Read(ref _lookAbove)
        || Fits(end - RefreshFreed(ref FreedOf(memory), ref FreedSeenOf(memory)));

    /// <summary>
    /// Moves the cursor over a claim whose producer has not done so yet. False when the word at the cursor is no claim: then nothing can be
    /// claimed until the consumer has seen to it.
    /// </summary>
    private bool TryMoveClaimed(RingMemory memory, long claimed, long word)
    {
        if (MayBeAhead(memory, claimed, word))
        {
            _access.CompareExchange(ref ClaimedOf(memory), claimed + RecordWord.Size(word), claimed);
            return true;
        }

        return _access.Read(ref ClaimedOf(memory)) != claimed;
    }

    /// <summary>Moves the cursor to <paramref name="end"/>, the end of a record, if its producer has not done so yet. Consumer only.</summary>
    private void CatchUpClaimed(long end)
    {
        long claimed = _access.Read(ref ClaimedCursor);
        if (claimed < end)
        {
            _access.CompareExchange(ref ClaimedCursor, end, claimed);
        }
    }

    /// <summary>
    /// Whether a word can stand for a record at a position at or behind the cursor. The cursor is at most one claim behind, and padding that
    /// is claimed ends a lap; any other padding is of an earlier lap, and a ring full of it would never end. Nor is more claimed than there is:
    /// what a claim saw as freed is seen by everyone that sees the claim.
    /// </summary>
    private bool MayBeAhead(RingMemory memory, long position, long word) =>
        IsPlausible(position, word)
            && (!RecordWord.IsPadding(word) || ((int)position & _mask) + RecordWord.Length(word) == _capacity)
            && position + RecordWord.Size(word) - _access.Read(ref FreedOf(memory)) <= _usable;

    /// <summary>
    /// Whether a word can stand for a record at this position when the cursor, read before the word, stood at <paramref name="claimed"/>: that
    /// is always where a claim ends. Consumer only.
    /// </summary>
    private bool IsPossible(long position, long word, long claimed) => position < claimed
        ? IsPlausible(position, word) && position + RecordWord.Size(word) <= claimed
        : MayBeAhead(_memory, position, word);

    /// <summary>Whether a word can stand for a record at this position: it is not free, and its length fits.</summary>
    private bool IsPlausible(long position, long word)
    {
        int length = RecordWord.Length(word);
        int size = RecordWord.Size(word);
        bool fits = ((int)position & _mask) + size <= _capacity;
        return fits && (RecordWord.IsPadding(word)
            ? length != 0 && length % RecordHeader.Alignment == 0
            : (RecordWord.IsCommitted(word) || RecordWord.IsClaimed(word)) && (uint)(length - 1) < (uint)_maxPacketLength);
    }
}
