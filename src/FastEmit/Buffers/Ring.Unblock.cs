using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>Passing over claims that will never be committed. Consumer of a shared ring only.</content>
internal abstract unsafe partial class Ring<TAccess>
{
    /// <summary>Everything before this has been read once, and so checked and counted.</summary>
    private long _discovered;
    private long _appendedElsewhere;
    private bool _copyKept;

    /// <summary>Bytes that were neither records nor claims and have been passed over.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>
    /// Looks at what keeps <see cref="TryRead"/> from going on at <paramref name="position"/>, and removes it if it may:
    /// the claim of a dead process, damaged bytes, and with <paramref name="giveUpOnLiving"/> a claim whatever its owner does.
    /// </summary>
    /// <param name="position">
    /// Where reading stands. It moves over padding, also when no record follows, so that what dead processes have left
    /// can be released.
    /// </param>
    /// <param name="giveUpOnLiving">Whether a live producer has had time enough.</param>
    /// <returns>Whether reading may get further now. False when there is simply nothing to read.</returns>
    public bool Unblock(ref long position, bool giveUpOnLiving)
    {
        if (!_shared)
        {
            return false;
        }

        long claimed = Claimed; // before the word: what lies before it cannot be free by then
        long word = _access.Read(ref Header(position).Word);
        while (position < claimed && RecordWord.IsPadding(word) && IsPlausible(position, word))
        {
            position += RecordWord.Length(word);
            word = _access.Read(ref Header(position).Word);
        }

        if (word == RecordWord.Free(position, _memory.Key) && position >= claimed)
        {
            return false;
        }

        if (RecordWord.IsPadding(word) && IsPlausible(position, word) && MayBeAhead(position, word))
        {
            return false; // a producer is about to move the cursor over it
        }

        if (IsPlausible(position, word) && !RecordWord.IsPadding(word))
        {
            return RecordWord.IsCommitted(word) || TryGiveUp(position, word, giveUpOnLiving);
        }

        if (IsLost)
        {
            return false; // zeros where the file was; freed, they would take in what a producer appends
        }

        long next = PassDamage(position, word);
        return next != position;
    }

    /// <summary>
    /// Whether a word that lies at or behind the cursor may have been written there. The cursor is at most one claim behind, and padding that
    /// is claimed ends a lap; any other padding is of an earlier lap, and a ring full of it would never end. Nor is more claimed than there is.
    /// </summary>
    private bool MayBeAhead(long position, long word) =>
        (!RecordWord.IsPadding(word) || ((int)position & _mask) + RecordWord.Length(word) == _capacity)
            && position + RecordWord.Size(word) - _access.ReadPlain(ref FreedCursor) <= _usable;

    /// <summary>Takes a claim from its owner. False when it stays as it is.</summary>
    private bool TryGiveUp(long position, long word, bool giveUpOnLiving)
    {
        bool alive = _memory.IsAlive(RecordWord.Owner(word));
        if (alive && !giveUpOnLiving)
        {
            return false;
        }

        int size = RecordWord.Size(word);
        CatchUpClaimed(position + size); // as padding it would not tell at the cursor that somebody had claimed it
        long passed = alive ? RecordWord.Held(size, RecordWord.Owner(word)) : RecordWord.Padding(size);
        if (_access.CompareExchange(ref Header(position).Word, passed, word) == word && alive)
        {
            _held.Add(position);
        }

        return true; // it is passed over, or has been committed meanwhile
    }

    /// <summary>Checks and counts a record that is read for the first time. False when its bytes cannot be a record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryDiscover(long position, long end)
    {
        ref RecordHeader header = ref Header(position);
        if (((int)position & _mask) + (end - position) > _capacity)
        {
            return false;
        }

        if (_access.ReadPlain(ref header.Timestamp) < 0)
        {
            Volatile.Write(ref _appendedElsewhere, _appendedElsewhere + 1);
        }

        _discovered = end;
        return true;
    }

    /// <summary>
    /// Turns bytes that make no sense into padding, up to the next record whose checksum is right, or the next claim of a
    /// live process, or the end of what is claimed.
    /// </summary>
    /// <param name="position">Where they begin.</param>
    /// <param name="word">The word that was read there.</param>
    /// <returns>Where reading goes on; <paramref name="position"/> itself if it was the end of what is claimed.</returns>
    private long PassDamage(long position, long word)
    {
        long claimed = Claimed;
        if (position >= claimed)
        {
            // No claim, and not free either: what lies there would keep producers out for ever. If the file is lost meanwhile,
            // something else lies there, and they stay out.
            _access.CompareExchange(ref Header(position).Word, RecordWord.Free(position, _memory.Key), word);
            return position;
        }

        if (!_copyKept)
        {
            _copyKept = true;
            _memory.KeepCopy();
        }

        long next = position + RecordHeader.Alignment;
        while (next < claimed && !IsSurely(next))
        {
            next += RecordHeader.Alignment;
        }

        DamagedBytes += next - position;
        for (long start = position; start < next;)
        {
            int untilEnd = (int)Math.Min(next - start, _capacity - ((int)start & _mask));
            _access.Write(ref Header(start).Word, RecordWord.Padding(untilEnd));
            start += untilEnd;
        }

        return next;
    }

    /// <summary>Whether a record begins here, beyond doubt.</summary>
    private bool IsSurely(long position)
    {
        long word = _access.Read(ref Header(position).Word);
        return IsPlausible(position, word)
            && ((RecordWord.IsCommitted(word) && IsIntact(position, word))
                || (RecordWord.IsClaimed(word) && _memory.IsAlive(RecordWord.Owner(word))));
    }

    private bool IsIntact(long position, long word) =>
        _access.Check(Packet(position), RecordWord.Length(word), position, _memory.Key) == RecordWord.Check(word);
}
