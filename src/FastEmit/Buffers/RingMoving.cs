namespace FastEmit.Buffers;

/// <summary>
/// Going on in other memory when the file of a shared ring is lost: truncated, deleted, renamed, overwritten, or out of reach.
/// Positions stay the same, so callers do not notice. Consumer only.
/// </summary>
/// <remarks>
/// <para>
/// <b>What is in the file stays the truth.</b> First the mapping is made void (or a fault has done so): from that moment on it is zeroed memory, in
/// which no claim and no commit can succeed, since a zero is neither a free word nor a claim. So a commit that succeeded came before,
/// and is in the file, which is read afterwards. Producers that find the ring void are told that it is full.
/// </para>
/// <para>
/// <b>No write goes to the wrong memory.</b> A producer reads <see cref="SharedRing{TAccess}.Space"/> once for each attempt. One that began in the old
/// memory ends there, however late, and its commit fails; old memory is kept as long as the ring.
/// </para>
/// </remarks>
internal sealed class RingMoving<TAccess>(Ring<TAccess> ring, SharedRing<TAccess> shared, TAccess access)
    where TAccess : struct, IRingAccess
{
    /// <summary>Memory that this ring has left, which a slow producer may still touch.</summary>
    private readonly List<RingMemory> _left = [];

    /// <summary>
    /// Before leaving a file that is still reachable: no process can append to it any more, and no claim in it can be committed. Other processes
    /// are told that it is full, and look for the file that has its name.
    /// </summary>
    public void CloseToProducers()
    {
        SharedSpace<TAccess> space = shared.Space;
        while (true)
        {
            long claimed = access.Read(ref space.Claimed);
            long room = space.Usable - (claimed - access.ReadPlain(ref space.Freed));
            if (room <= 0)
            {
                break;
            }

            int size = (int)Math.Min(room, space.UntilEnd(claimed));
            long free = RecordWord.Free(claimed, space.Key);
            long seen = access.CompareExchange(ref space.Header(claimed).Word, RecordWord.Padding(size), free);
            if (seen == free)
            {
                access.CompareExchange(ref space.Claimed, claimed + size, claimed);
            }
            else if (!space.TryMoveClaimed(claimed, seen))
            {
                return; // void, or damaged
            }
        }

        long end = access.Read(ref space.Claimed);
        for (long position = shared.Released; position < end;)
        {
            long word = access.Read(ref space.Header(position).Word);
            if (!space.IsPlausible(position, word))
            {
                return;
            }

            if (RecordWord.IsClaimed(word))
            {
                access.CompareExchange(ref space.Header(position).Word, RecordWord.Held(RecordWord.Size(word), RecordWord.Owner(word)), word);
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
    /// <see cref="Ring{TAccess}.Appended"/> when the ring was closed to producers, or more: a producer counts its record before it tries to commit it, and takes that
    /// back when it cannot. The least of several looks is the true one.
    /// </param>
    /// <returns>The records in it that this ring has counted as appended.</returns>
    public long SettleIn(SharedRing<TAccess> settling, out long appended)
    {
        settling.BeginAs(shared);
        long kept = settling.Moving.Settle();
        shared.OnSettled(settling);
        appended = shared.Appended;
        return kept;
    }

    /// <summary>Goes on in other memory, with the same positions. What was read and not released must be read again.</summary>
    /// <param name="memory">It has what was settled.</param>
    /// <returns><see cref="Ring{TAccess}.Appended"/> just before producers come in.</returns>
    public long MoveTo(RingMemory memory)
    {
        SharedSpace<TAccess> left = shared.Space;
        _left.Add(left.Memory);
        long appended = shared.Appended;
        shared.MoveTo(new SharedSpace<TAccess>(memory, access, left.Usable));
        return appended;
    }

    /// <summary>Reduces a ring that is closed to producers to records, padding and free units. Returns the records that are counted already.</summary>
    private long Settle()
    {
        SharedSpace<TAccess> space = shared.Space;
        long kept = 0;
        long position = shared.Released;
        long end = position;
        access.Write(ref space.Confirmed, position);
        shared.Free(position);
        while (shared.TryWalk(ref position, mayBeStale: false, out long word))
        {
            if (RecordWord.IsCommitted(word))
            {
                // Records of other processes are counted when they are discovered.
                kept += position < ring.Discovered || access.ReadPlain(ref space.Header(position).Timestamp) >= 0 ? 1 : 0;
                end = position + RecordWord.Size(word);
            }
            else
            {
                access.Write(ref space.Header(position).Word, RecordWord.Padding(RecordWord.Size(word)));
            }

            position += RecordWord.Size(word);
            space.CatchUpClaimed(position);
        }

        FreeBehind(end);
        ring.Discovered = Math.Min(ring.Discovered, end);
        return kept;
    }

    /// <summary>The space behind the last record was closed to producers, or is damaged: in this memory it becomes unclaimed.</summary>
    private void FreeBehind(long end)
    {
        SharedSpace<TAccess> space = shared.Space;
        long freed = access.ReadPlain(ref space.Freed);
        space.MarkFree(end, freed + ring.Capacity);
        access.Write(ref space.Claimed, end);
        access.Write(ref space.FreedSeen, freed);
    }
}
