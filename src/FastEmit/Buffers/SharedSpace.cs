namespace FastEmit.Buffers;

/// <summary>
/// One memory of a shared ring: where its cursors and records lie, and for what a word in it can stand. Immutable. A ring that moves
/// begins another; who works on this one meanwhile ends here.
/// </summary>
/// <typeparam name="TAccess">How memory is touched.</typeparam>
internal sealed unsafe class SharedSpace<TAccess>(RingMemory memory, TAccess access, int usable)
    where TAccess : struct, IRingAccess
{
    private readonly byte* _start = memory.Start;
    private readonly byte* _data = memory.Data;
    private readonly int _capacity = memory.Capacity;
    private readonly int _mask = memory.Capacity - 1;
    private readonly int _maxPacketLength = RingLayout.MaxPacketLength(memory.Capacity);
    private readonly TAccess _access = access;

    public RingMemory Memory { get; } = memory;

    /// <inheritdoc cref="RingMemory.Key"/>
    public ulong Key { get; } = memory.Key;

    /// <inheritdoc cref="RingMemory.Owner"/>
    public uint Owner { get; } = memory.Owner;

    /// <summary>The most bytes that may be claimed and not freed.</summary>
    public int Usable { get; } = usable;

    /// <summary>End of the last claim, or of the one before.</summary>
    public ref long Claimed => ref *(long*)(_start + RingLayout.Claimed);

    /// <summary>Everything before it is delivered.</summary>
    public ref long Confirmed => ref *(long*)(_start + RingLayout.Confirmed);

    /// <summary>Everything before it is being overwritten.</summary>
    public ref long Freeing => ref *(long*)(_start + RingLayout.Freeing);

    /// <summary>Everything before it can be claimed again, a lap later.</summary>
    public ref long Freed => ref *(long*)(_start + RingLayout.Freed);

    /// <summary>The producers' copy of it.</summary>
    public ref long FreedSeen => ref *(long*)(_start + RingLayout.FreedSeen);

    public ref RecordHeader Header(long position) => ref *(RecordHeader*)(_data + Offset(position));

    public byte* Packet(long position) => _data + Offset(position) + RecordHeader.Size;

    /// <summary>Bytes from a position to the end of its lap.</summary>
    public int UntilEnd(long position) => _capacity - Offset(position);

    /// <summary>Whether a word says that its unit is free, for this position.</summary>
    public bool IsFree(long position, long word) => word == RecordWord.Free(position, Key);

    /// <summary>Makes all units between two positions, no more than the capacity apart, claimable.</summary>
    public void MarkFree(long start, long end)
    {
        int length = (int)(end - start);
        int untilEnd = Math.Min(length, UntilEnd(start));
        _access.Free(_data + Offset(start), untilEnd, start, Key);
        _access.Free(_data, length - untilEnd, start + untilEnd, Key);
    }

    public bool IsFreeUntil(long end, long position)
    {
        while (position < end && IsFree(position, _access.Read(ref Header(position).Word)))
        {
            position += RecordHeader.Alignment;
        }

        return position >= end;
    }

    /// <summary>
    /// Moves the cursor over a claim whose producer has not done so yet. False when the word at the cursor is no claim: then nothing can be
    /// claimed until the consumer has seen to it.
    /// </summary>
    public bool TryMoveClaimed(long claimed, long word)
    {
        if (MayBeAhead(claimed, word))
        {
            _access.CompareExchange(ref Claimed, claimed + RecordWord.Size(word), claimed);
            return true;
        }

        return _access.Read(ref Claimed) != claimed;
    }

    /// <summary>Moves the cursor to <paramref name="end"/>, the end of a record, if its producer has not done so yet. Consumer only.</summary>
    public void CatchUpClaimed(long end)
    {
        long claimed = _access.Read(ref Claimed);
        if (claimed < end)
        {
            _access.CompareExchange(ref Claimed, end, claimed);
        }
    }

    /// <summary>
    /// Whether a word can stand for a record at this position when the cursor, read before the word, stood at <paramref name="claimed"/>: that
    /// is always where a claim ends. Consumer only.
    /// </summary>
    public bool IsPossible(long position, long word, long claimed) => position < claimed
        ? IsPlausible(position, word) && position + RecordWord.Size(word) <= claimed
        : MayBeAhead(position, word);

    /// <summary>Whether a word can stand for a record at this position: it is not free, and its length fits.</summary>
    public bool IsPlausible(long position, long word) => RecordWord.IsPlausible(word, UntilEnd(position), _maxPacketLength);

    public bool IsIntact(long position, long word) =>
        _access.Check(Packet(position), RecordWord.Length(word), position, Key) == RecordWord.Check(word);

    /// <summary>
    /// Whether a record lies in what a word claims or passes over: then the word is not one. Where a power cut took the cursor back, it is
    /// whatever was written there in the next lap, a packet's text too.
    /// </summary>
    public bool Hides(long position, long word)
    {
        long end = position + RecordWord.Size(word);
        return FindRecord(position + RecordHeader.Alignment, end) < end;
    }

    /// <summary>Where the first record begins that is one beyond doubt, or the end.</summary>
    public long FindRecord(long position, long end)
    {
        while (position < end && !IsSurely(position))
        {
            position += RecordHeader.Alignment;
        }

        return position;
    }

    /// <summary>Whether a record begins here, beyond doubt.</summary>
    private bool IsSurely(long position)
    {
        long word = _access.Read(ref Header(position).Word);
        return IsPlausible(position, word)
            && ((RecordWord.IsCommitted(word) && IsIntact(position, word))
                || (RecordWord.IsClaimed(word) && Memory.IsAlive(RecordWord.Owner(word))));
    }

    /// <summary>
    /// Whether a word can stand for a record at a position at or behind the cursor. The cursor is at most one claim behind, and padding that
    /// is claimed ends a lap; any other padding is of an earlier lap, and a ring full of it would never end. Nor is more claimed than there is:
    /// what a claim saw as freed is seen by everyone that sees the claim.
    /// </summary>
    private bool MayBeAhead(long position, long word) =>
        IsPlausible(position, word)
            && (!RecordWord.IsPadding(word) || RecordWord.Length(word) == UntilEnd(position))
            && position + RecordWord.Size(word) - _access.Read(ref Freed) <= Usable;

    private int Offset(long position) => (int)position & _mask;
}
