using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>
/// The consumer's side: releasing, and passing over claims that will never be committed. Three cursors make a release safe to be killed at
/// any step: <c>Confirmed</c> says what is delivered, <c>Freeing</c> for being overwritten, <c>Freed</c> for claimable again. The next
/// consumer overwrites from <c>Freed</c> to <c>Freeing</c> once more and goes on. All fields but one are the consumer's alone.
/// </content>
internal sealed unsafe partial class SharedRing<TAccess>
{
    /// <summary>Positions of records that were given up while their producers lived, in order.</summary>
    private readonly List<long> _held = [];

    /// <summary>The released position: the true value of <c>Confirmed</c>, even if another program writes to the file.</summary>
    private long _released;

    /// <summary>Records of other processes that were discovered. Written by the consumer, read by anybody.</summary>
    private long _appendedElsewhere;
    private bool _copyKept;

    /// <summary>The position up to which the consumer has released.</summary>
    public long Released => _released;

    /// <inheritdoc cref="Ring{TAccess}.DamagedBytes"/>
    public long DamagedBytes { get; private set; }

    /// <inheritdoc cref="Ring{TAccess}.Release"/>
    public void Release(long position)
    {
        _released = position;
        _access.Write(ref _space.Confirmed, position);
        Free(_held.Count == 0 ? position : FirstHeldBefore(position));
    }

    /// <inheritdoc cref="Ring{TAccess}.Unblock"/>
    public bool Unblock(ref long position, bool giveUpOnLiving)
    {
        SharedSpace<TAccess> space = _space;
        if (_held.Count != 0)
        {
            Free(FirstHeldBefore(_released)); // else a ring that they have filled would stay full when they are gone: nothing more is released
        }

        long claimed = _access.Read(ref space.Claimed); // before the word: what lies before it cannot be free by then
        long word = _access.Read(ref space.Header(position).Word);
        while (position < claimed && RecordWord.IsPadding(word) && space.IsPossible(position, word, claimed))
        {
            position += RecordWord.Length(word);
            word = _access.Read(ref space.Header(position).Word);
        }

        if (space.IsFree(position, word) && position >= claimed)
        {
            return false;
        }

        if (space.IsPossible(position, word, claimed))
        {
            // Of padding a producer is about to move the cursor over it.
            return !RecordWord.IsPadding(word) && (RecordWord.IsCommitted(word) || TryGiveUp(position, word, giveUpOnLiving));
        }

        if (space.Memory.IsLost)
        {
            return false; // zeros where the file was; freed, they would take in what a producer appends
        }

        long next = PassDamage(position, word);
        return next != position;
    }

    /// <summary>Checks and counts a record that is read for the first time. False when its bytes cannot be a record.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool TryDiscover(long position, long end)
    {
        if (end - position > _space.UntilEnd(position))
        {
            return false;
        }

        if (_access.ReadPlain(ref _space.Header(position).Timestamp) < 0)
        {
            Volatile.Write(ref _appendedElsewhere, _appendedElsewhere + 1);
        }

        _ring.Discovered = end;
        return true;
    }

    /// <summary>
    /// The walk over everything that is claimed, of a recovery and of a move: the next word that can stand for something. Damage before it is
    /// passed over. False at the end, where all is free.
    /// </summary>
    /// <param name="position">Where the walk stands; whoever walks goes on behind the word.</param>
    /// <param name="mayBeStale">Whether words of earlier laps may lie behind the end, or within a claim.</param>
    /// <param name="word">The word.</param>
    public bool TryWalk(ref long position, bool mayBeStale, out long word)
    {
        SharedSpace<TAccess> space = _space;
        while (true)
        {
            long claimed = _access.Read(ref space.Claimed); // before the word: what lies before it cannot be free by then
            word = _access.Read(ref space.Header(position).Word);
            if (space.IsFree(position, word) && position >= claimed)
            {
                if (mayBeStale && !TryFreeAhead(position))
                {
                    continue; // somebody has claimed meanwhile
                }

                return false;
            }

            if (space.IsPossible(position, word, claimed)
                && (RecordWord.IsCommitted(word) ? space.IsIntact(position, word) : !mayBeStale || !space.Hides(position, word)))
            {
                return true;
            }

            position = PassDamage(position, word);
        }
    }

    /// <summary>Begins where another ring's consumer stands, in memory that was read from its lost file. That file is the copy.</summary>
    public void BeginAs(SharedRing<TAccess> lost)
    {
        _released = lost._released;
        _ring.Discovered = lost._ring.Discovered;
        _copyKept = true;
    }

    /// <summary>What was in this ring's lost file is settled in another one.</summary>
    public void OnSettled(SharedRing<TAccess> settled)
    {
        _ring.Discovered = settled._ring.Discovered;
        DamagedBytes += settled.DamagedBytes;
        _copyKept = true;
        _held.Clear();
    }

    /// <summary>Goes on in other memory. From then on producers find it.</summary>
    public void MoveTo(SharedSpace<TAccess> space)
    {
        _ring.OnMoving(space.Memory);
        Volatile.Write(ref _space, space);
    }

    /// <summary>Frees what lies before a position and is not free yet.</summary>
    public void Free(long end)
    {
        if (end > _access.ReadPlain(ref _space.Freed))
        {
            _access.Write(ref _space.Freeing, end);
            Overwrite(end);
        }
    }

    private void Overwrite(long end)
    {
        long start = _access.ReadPlain(ref _space.Freed);
        if ((ulong)(end - start) > (ulong)_ring.Capacity)
        {
            return; // Not our own words any more: the file is lost, and the consumer will see that (RingMoving).
        }

        _space.MarkFree(start + _ring.Capacity, end + _ring.Capacity);
        _access.Write(ref _space.Freed, end);
    }

    /// <summary>The first held record before a position, or the position.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FirstHeldBefore(long position)
    {
        while (_held.Count != 0 && _held[0] < position)
        {
            long word = _access.Read(ref _space.Header(_held[0]).Word);
            if (RecordWord.IsHeld(word) && _space.Memory.IsAlive(RecordWord.Owner(word)))
            {
                return _held[0];
            }

            _held.RemoveAt(0);
        }

        return position;
    }

    /// <summary>Takes a claim from its owner. False when it stays as it is.</summary>
    private bool TryGiveUp(long position, long word, bool giveUpOnLiving)
    {
        bool alive = _space.Memory.IsAlive(RecordWord.Owner(word));
        if (alive && !giveUpOnLiving)
        {
            return false;
        }

        int size = RecordWord.Size(word);
        _space.CatchUpClaimed(position + size); // as padding it would not tell at the cursor that somebody had claimed it
        long passed = alive ? RecordWord.Held(size, RecordWord.Owner(word)) : RecordWord.Padding(size);
        if (_access.CompareExchange(ref _space.Header(position).Word, passed, word) == word && alive)
        {
            _held.Add(position);
        }

        return true; // it is passed over, or has been committed meanwhile
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
        SharedSpace<TAccess> space = _space;
        long claimed = _access.Read(ref space.Claimed);
        if (position >= claimed)
        {
            // No claim, and not free either: what lies there would keep producers out for ever. If the file is lost meanwhile,
            // something else lies there, and they stay out.
            _access.CompareExchange(ref space.Header(position).Word, RecordWord.Free(position, space.Key), word);
            return position;
        }

        if (!_copyKept)
        {
            _copyKept = true;
            space.Memory.KeepCopy();
        }

        long next = space.FindRecord(position + RecordHeader.Alignment, claimed);
        DamagedBytes += next - position;
        for (long start = position; start < next;)
        {
            int untilEnd = (int)Math.Min(next - start, space.UntilEnd(start));
            _access.Write(ref space.Header(start).Word, RecordWord.Padding(untilEnd));
            start += untilEnd;
        }

        return next;
    }
}
