using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>
/// Going on in other memory when the file of a shared ring is lost: truncated, deleted, renamed, overwritten, or out of reach.
/// Positions stay the same, so callers do not notice. Consumer only.
/// </content>
/// <remarks>
/// <para>
/// <b>What is in the file stays the truth.</b> First the mapping is made void (or a fault has done so): from that moment on it is zeroed memory, in
/// which no claim and no commit can succeed, since a zero is neither a free word nor a claim. So a commit that succeeded came before,
/// and is in the file, which is read afterwards. Producers that find the ring void are told that it is full.
/// </para>
/// <para>
/// <b>No write goes to the wrong memory.</b> A producer reads <c>_memory</c> once for each attempt. One that began in the old memory ends
/// there, however late, and its commit fails; old memory is kept as long as the ring.
/// </para>
/// </remarks>
internal abstract unsafe partial class Ring<TAccess>
{
    /// <summary>Memory that this ring has left, which a slow producer may still touch.</summary>
    private readonly List<RingMemory> _left = [];

    /// <summary>Whether the file is lost, as far as one look at the memory tells. Any thread.</summary>
    public bool IsLost
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _shared && Memory.IsLost;
    }

    /// <summary>Reads <see cref="Claimed"/>. False when the file was lost by then: how far the ring goes is known when it has moved. Any thread.</summary>
    public bool TryGetClaimed(out long claimed)
    {
        // Of one memory, and before the look at whether it is lost, which it stays: zeros are never taken for an empty ring, whatever the consumer does meanwhile.
        RingMemory memory = Memory;
        claimed = _shared ? _access.Read(ref ClaimedOf(memory)) : ClaimedPrivate;
        return !memory.IsLost;
    }

    /// <summary>The position up to which the consumer has released.</summary>
    private protected long Released => _released;

    /// <summary>
    /// Before leaving a file that is still reachable: no process can append to it any more, and no claim in it can be committed. Other processes
    /// are told that it is full, and look for the file that has its name.
    /// </summary>
    private protected void CloseToProducers()
    {
        while (true)
        {
            long claimed = Claimed;
            long room = _usable - (claimed - _access.ReadPlain(ref FreedCursor));
            if (room <= 0)
            {
                break;
            }

            int size = (int)Math.Min(room, _capacity - ((int)claimed & _mask));
            long free = RecordWord.Free(claimed, _memory.Key);
            long seen = _access.CompareExchange(ref Header(claimed).Word, RecordWord.Padding(size), free);
            if (seen == free)
            {
                _access.CompareExchange(ref ClaimedCursor, claimed + size, claimed);
            }
            else if (!TryMoveClaimed(_memory, claimed, seen))
            {
                return; // void, or damaged
            }
        }

        long end = Claimed;
        for (long position = _released; position < end;)
        {
            long word = _access.Read(ref Header(position).Word);
            if (!IsPlausible(position, word))
            {
                return;
            }

            if (RecordWord.IsClaimed(word))
            {
                _access.CompareExchange(ref Header(position).Word, RecordWord.Held(RecordWord.Size(word), RecordWord.Owner(word)), word);
            }

            position += RecordWord.Size(word);
        }
    }

    /// <summary>
    /// Makes of what was in the file what the next one begins with. In memory of this process's own: what happens to a file can make
    /// no difference here, and no other process appends in between.
    /// </summary>
    /// <param name="settling">A ring on a <see cref="RingImage"/> in memory that only this thread knows: others go on looking at the old one until <see cref="MoveTo"/>.</param>
    /// <param name="appended">
    /// <see cref="Appended"/> when the ring was closed to producers, or more: a producer counts its record before it tries to commit it, and takes that
    /// back when it cannot. The least of several looks is the true one.
    /// </param>
    /// <returns>The records in it that this ring has counted as appended.</returns>
    private protected long SettleIn(Ring<TAccess> settling, out long appended)
    {
        settling._released = _released;
        settling._discovered = _discovered;
        settling._copyKept = true; // the old file is the copy
        long kept = settling.Settle();
        _discovered = settling._discovered;
        DamagedBytes += settling.DamagedBytes;
        _copyKept = true;
        _held.Clear();
        appended = Appended;
        return kept;
    }

    /// <summary>Goes on in other memory, with the same positions. What was read and not released must be read again.</summary>
    /// <param name="memory">It has what was settled.</param>
    /// <returns><see cref="Appended"/> just before producers come in.</returns>
    private protected long MoveTo(RingMemory memory)
    {
        _start = memory.Start;
        _data = memory.Data;
        _left.Add(_memory);
        long appended = Appended;
        Volatile.Write(ref _memory, memory);
        return appended;
    }

    /// <summary>Reduces a ring that is closed to producers to records, padding and free units. Returns the records that are counted already.</summary>
    private long Settle()
    {
        long kept = 0;
        long position = _released;
        long end = position;
        _access.Write(ref ConfirmedCursor, position);
        Free(position);
        while (true)
        {
            long claimed = Claimed;
            long word = _access.Read(ref Header(position).Word);
            if (word == RecordWord.Free(position, _memory.Key) && position >= claimed)
            {
                break;
            }

            if (!IsPossible(position, word, claimed) || (RecordWord.IsCommitted(word) && !IsIntact(position, word)))
            {
                position = PassDamage(position, word);
                continue;
            }

            if (RecordWord.IsCommitted(word))
            {
                // Records of other processes are counted when they are discovered.
                kept += position < _discovered || _access.ReadPlain(ref Header(position).Timestamp) >= 0 ? 1 : 0;
                end = position + RecordWord.Size(word);
            }
            else
            {
                _access.Write(ref Header(position).Word, RecordWord.Padding(RecordWord.Size(word)));
            }

            position += RecordWord.Size(word);
            CatchUpClaimed(position);
        }

        FreeBehind(end);
        _discovered = Math.Min(_discovered, end);
        return kept;
    }

    /// <summary>The space behind the last record was closed to producers, or is damaged: in this memory it becomes unclaimed.</summary>
    private void FreeBehind(long end)
    {
        long freed = _access.ReadPlain(ref FreedCursor);
        MarkFree(end, freed + _capacity);
        _access.Write(ref ClaimedCursor, end);
        _access.Write(ref FreedSeen, freed);
    }
}
