namespace FastEmit.Buffers;

/// <content>Taking over the ring from an earlier consumer, while other processes go on appending to it. Consumer only.</content>
internal sealed unsafe partial class SharedRing<TAccess>
{
    /// <inheritdoc cref="Ring{TAccess}.Recover"/>
    public RingRecovery Recover(long now)
    {
        SharedSpace<TAccess> space = _space;
        Overwrite(_access.ReadPlain(ref space.Freeing));
        long position = _access.Read(ref space.Confirmed);
        _released = position;
        FindHeld(position);
        Free(FirstHeldBefore(position));
        _access.Write(ref space.FreedSeen, _access.ReadPlain(ref space.Freed));

        bool mayBeStale = space.Memory.MayBeStale;
        RingRecovery recovery = new();
        bool complete = true;
        while (TryWalk(ref position, mayBeStale, out long word))
        {
            if (IsOwn(word))
            {
                space.CatchUpClaimed(position + RecordWord.Size(word)); // as padding it would not tell at the cursor that somebody had claimed it
                _access.Write(ref space.Header(position).Word, RecordWord.Padding(RecordWord.Size(word)));
                recovery.Abandoned++;
                continue;
            }

            if (RecordWord.IsClaimed(word))
            {
                if (!TryGiveUp(position, word, giveUpOnLiving: false))
                {
                    complete = false; // a live producer is at work: what lies behind is counted when it is read
                }
                else
                {
                    recovery.Abandoned++;
                    continue;
                }
            }
            else if (RecordWord.IsCommitted(word))
            {
                Adopt(position, now);
                recovery.Records += complete ? 1 : 0;
            }
            else if (RecordWord.IsHeld(word))
            {
                _held.Add(position);
            }

            position += RecordWord.Size(word);
            space.CatchUpClaimed(position);
            _ring.Discovered = complete ? position : _ring.Discovered;
        }

        _appendedElsewhere = recovery.Records;
        recovery.DamagedBytes = DamagedBytes;
        return recovery;
    }

    /// <summary>Finds records that were held back from being freed and lie before <paramref name="end"/>.</summary>
    private void FindHeld(long end)
    {
        long position = _access.ReadPlain(ref _space.Freed);
        _ring.Discovered = end;
        while (position < end)
        {
            long word = _access.Read(ref _space.Header(position).Word);
            if (!_space.IsPlausible(position, word))
            {
                return; // damaged, and delivered: nothing to save
            }

            if (RecordWord.IsHeld(word) && !IsOwn(word))
            {
                _held.Add(position);
            }

            position += RecordWord.Size(word);
        }
    }

    /// <summary>
    /// Whether a claim has this process's number. Before it has claimed anything, that is an earlier process: owners are numbered in the file,
    /// and a power cut may take numbers back.
    /// </summary>
    private bool IsOwn(long word) => (RecordWord.IsClaimed(word) || RecordWord.IsHeld(word)) && RecordWord.Owner(word) == _space.Owner;

    /// <summary>
    /// Words of earlier laps may lie where nothing is claimed. Producers would find them at the cursor and take them for claims, or stay out
    /// until the consumer has freed each: so all that can be claimed is made free. False when there is a claim at the position.
    /// </summary>
    private bool TryFreeAhead(long position)
    {
        SharedSpace<TAccess> space = _space;
        long end = _access.ReadPlain(ref space.Freed) + _ring.Capacity;
        if (space.IsFreeUntil(end, position))
        {
            return true;
        }

        // Zero is neither free nor a claim. While it stands at the cursor no producer can claim anything, and what lies behind it is the
        // consumer's alone. A consumer that dies here leaves it to the next one, as damage at the cursor.
        ref long word = ref space.Header(position).Word;
        long free = RecordWord.Free(position, space.Key);
        if (_access.CompareExchange(ref word, 0, free) != free)
        {
            return false;
        }

        space.MarkFree(position + RecordHeader.Alignment, end);
        _access.Write(ref word, free);
        return true;
    }

    /// <summary>Makes a record of an earlier consumer's process one that came from elsewhere, not later than now.</summary>
    private void Adopt(long position, long now)
    {
        ref long timestamp = ref _space.Header(position).Timestamp;
        _access.WritePlain(ref timestamp, Math.Min(_access.ReadPlain(ref timestamp) & long.MaxValue, now) | long.MinValue);
    }
}

/// <summary>The finding of a consumer that takes over a shared ring.</summary>
internal record struct RingRecovery
{
    /// <summary>Records that wait to be sent.</summary>
    public long Records;

    /// <summary>Claims of dead processes that were passed over, committed meanwhile or never.</summary>
    public long Abandoned;

    /// <summary>Bytes that were neither records nor claims and were passed over.</summary>
    public long DamagedBytes;
}
