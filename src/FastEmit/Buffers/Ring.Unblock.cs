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

        if (_held.Count != 0)
        {
            Free(FirstHeldBefore(_released)); // else a ring that they have filled would stay full when they are gone: nothing more is released
        }

        long claimed = Claimed; // before the word: what lies before it cannot be free by then
        long word = _access.Read(ref Header(position).Word);
        while (position < claimed && RecordWord.IsPadding(word) && IsPossible(position, word, claimed))
        {
            position += RecordWord.Length(word);
            word = _access.Read(ref Header(position).Word);
        }

        if (word == RecordWord.Free(position, _memory.Key) && position >= claimed)
        {
            return false;
        }

        if (IsPossible(position, word, claimed))
        {
            // Of padding a producer is about to move the cursor over it.
            return !RecordWord.IsPadding(word) && (RecordWord.IsCommitted(word) || TryGiveUp(position, word, giveUpOnLiving));
        }

        if (IsLost)
        {
            return false; // zeros where the file was; freed, they would take in what a producer appends
        }

        long next = PassDamage(position, word);
        return next != position;
    }

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

        long next = FindRecord(position + RecordHeader.Alignment, claimed);
        DamagedBytes += next - position;
        for (long start = position; start < next;)
        {
            int untilEnd = (int)Math.Min(next - start, _capacity - ((int)start & _mask));
            _access.Write(ref Header(start).Word, RecordWord.Padding(untilEnd));
            start += untilEnd;
        }

        return next;
    }

    /// <summary>Where the first record begins that is one beyond doubt, or the end.</summary>
    private long FindRecord(long position, long end)
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
                || (RecordWord.IsClaimed(word) && _memory.IsAlive(RecordWord.Owner(word))));
    }

    private bool IsIntact(long position, long word) =>
        _access.Check(Packet(position), RecordWord.Length(word), position, _memory.Key) == RecordWord.Check(word);
}
