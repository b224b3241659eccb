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

        RingRecovery recovery = new();
        bool complete = true;
        while (true)
        {
            long claimed = Claimed; // before the word: what lies before it cannot be free by then
            long word = _access.Read(ref Header(position).Word);
            if (word == RecordWord.Free(position, _memory.Key) && position >= claimed)
            {
                break;
            }

            if (!IsPlausible(position, word)
                || (position >= claimed && !MayBeAhead(position, word))
                || (RecordWord.IsCommitted(word) && !IsIntact(position, word)))
            {
                position = PassDamage(position, word);
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

            if (RecordWord.IsHeld(word))
            {
                _held.Add(position);
            }

            position += RecordWord.Size(word);
        }
    }

    /// <summary>Makes a record of an earlier consumer's process one that came from elsewhere, not later than now.</summary>
    private void Adopt(long position, long now)
    {
        ref long timestamp = ref Header(position).Timestamp;
        _access.WritePlain(ref timestamp, Math.Min(_access.ReadPlain(ref timestamp) & long.MaxValue, now) | long.MinValue);
    }
}
