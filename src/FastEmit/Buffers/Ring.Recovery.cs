namespace FastEmit.Buffers;

/// <content>Taking over a shared ring from an earlier consumer, while other processes go on appending to it.</content>
internal abstract unsafe partial class Ring<TAccess>
{
    /// <summary>
    /// Finishes what the last consumer was doing, checks and counts every record that waits, and passes over what dead
    /// processes or damage have left. Consumer only, once, before anything else.
    /// </summary>
    /// <param name="now">The present timestamp: records from before the machine was started anew would seem to come from the future.</param>
    public RingRecovery Recover(long now)
    {
        Overwrite(_access.ReadPlain(ref FreeingCursor));
        long position = Confirmed;
        _released = position;
        FindHeld(position);
        Free(FirstHeldBefore(position));
        _access.Write(ref FreedSeen, _access.ReadPlain(ref FreedCursor));

        bool mayBeStale = _memory.MayBeStale;
        RingRecovery recovery = new();
        bool complete = true;
        while (true)
        {
            long claimed = Claimed; // before the word: what lies before it cannot be free by then
            long word = _access.Read(ref Header(position).Word);
            if (word == RecordWord.Free(position, _memory.Key) && position >= claimed)
            {
                if (mayBeStale && !TryFreeAhead(position))
                {
                    continue; // somebody has claimed meanwhile
                }

                break;
            }

            if (!IsPossible(position, word, claimed)
                || (RecordWord.IsCommitted(word) ? !IsIntact(position, word) : mayBeStale && Hides(position, word)))
            {
                position = PassDamage(position, word);
                continue;
            }

            if (IsOwn(word))
            {
                CatchUpClaimed(position + RecordWord.Size(word)); // as padding it would not tell at the cursor that somebody had claimed it
                _access.Write(ref Header(position).Word, RecordWord.Padding(RecordWord.Size(word)));
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
            CatchUpClaimed(position);
            _discovered = complete ? position : _discovered;
        }

        _appendedElsewhere = recovery.Records;
        recovery.DamagedBytes = DamagedBytes;
        return recovery;
    }

    /// <summary>Finds records that were held back from being freed and lie before <paramref name="end"/>.</summary>
    private void FindHeld(long end)
    {
        long position = _access.ReadPlain(ref FreedCursor);
        _discovered = end;
        while (position < end)
        {
            long word = _access.Read(ref Header(position).Word);
            if (!IsPlausible(position, word))
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
    private bool IsOwn(long word) => (RecordWord.IsClaimed(word) || RecordWord.IsHeld(word)) && RecordWord.Owner(word) == _memory.Owner;

    /// <summary>
    /// Words of earlier laps may lie where nothing is claimed. Producers would find them at the cursor and take them for claims, or stay out
    /// until the consumer has freed each: so all that can be claimed is made free. False when there is a claim at the position.
    /// </summary>
    private bool TryFreeAhead(long position)
    {
        long end = _access.ReadPlain(ref FreedCursor) + _capacity;
        if (IsFreeUntil(end, position))
        {
            return true;
        }

        // Zero is neither free nor a claim. While it stands at the cursor no producer can claim anything, and what lies behind it is the
        // consumer's alone. A consumer that dies here leaves it to the next one, as damage at the cursor.
        ref long word = ref Header(position).Word;
        long free = RecordWord.Free(position, _memory.Key);
        if (_access.CompareExchange(ref word, 0, free) != free)
        {
            return false;
        }

        MarkFree(position + RecordHeader.Alignment, end);
        _access.Write(ref word, free);
        return true;
    }

    /// <summary>
    /// Whether a record lies in what a word claims or passes over: then the word is not one. Where a power cut took the cursor back, it is
    /// whatever was written there in the next lap, a packet's text too.
    /// </summary>
    private bool Hides(long position, long word)
    {
        long end = position + RecordWord.Size(word);
        return FindRecord(position + RecordHeader.Alignment, end) < end;
    }

    private bool IsFreeUntil(long end, long position)
    {
        while (position < end && _access.Read(ref Header(position).Word) == RecordWord.Free(position, _memory.Key))
        {
            position += RecordHeader.Alignment;
        }

        return position >= end;
    }

    /// <summary>Makes a record of an earlier consumer's process one that came from elsewhere, not later than now.</summary>
    private void Adopt(long position, long now)
    {
        ref long timestamp = ref Header(position).Timestamp;
        _access.WritePlain(ref timestamp, Math.Min(_access.ReadPlain(ref timestamp) & long.MaxValue, now) | long.MinValue);
    }
}
