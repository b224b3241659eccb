namespace FastEmit.Buffers;

/// <summary>
/// The protocol of a ring that several processes append to, any of which may be killed between any two instructions. This part is the
/// producers'; the others are the consumer's.
/// </summary>
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
internal sealed unsafe partial class SharedRing<TAccess>
    where TAccess : struct, IRingAccess
{
    private readonly Ring<TAccess> _ring;
    private readonly TAccess _access;

    /// <summary>The memory that producers work on: each attempt of theirs reads it once. The consumer replaces it, with release semantics, when the ring moves.</summary>
    private SharedSpace<TAccess> _space;

    /// <summary>Records that this process has committed. Any thread, interlocked.</summary>
    private long _appendedHere;
    private bool _sealed;

    public SharedRing(Ring<TAccess> ring, SharedSpace<TAccess> space, TAccess access)
    {
        _ring = ring;
        _space = space;
        _access = access;
        Moving = new RingMoving<TAccess>(ring, this, access);
    }

    /// <summary>Where the ring lives now. Any thread.</summary>
    public SharedSpace<TAccess> Space => Volatile.Read(ref _space);

    /// <summary>Leaves a lost file.</summary>
    public RingMoving<TAccess> Moving { get; }

    /// <inheritdoc cref="Ring{TAccess}.Appended"/>
    public long Appended => Volatile.Read(ref _appendedHere) + Volatile.Read(ref _appendedElsewhere);

    /// <inheritdoc cref="Ring{TAccess}.IsSealed"/>
    public bool IsSealed => Volatile.Read(ref _sealed);

    /// <summary>Lets no more claims of this process in.</summary>
    public void Seal()
    {
        Volatile.Write(ref _sealed, true);
        Interlocked.MemoryBarrier();
    }

    /// <inheritdoc cref="Ring{TAccess}.TryAppend"/>
    public AppendResult Append(ReadOnlySpan<byte> packet, long timestamp)
    {
        AppendResult result;
        SharedSpace<TAccess> space;
        do
        {
            space = Volatile.Read(ref _space);
            result = Claim(space, packet.Length, out long position);
            if (result != AppendResult.Appended)
            {
                break;
            }

            _access.Copy(packet, space.Packet(position));
            if (Commit(space, position, packet.Length, timestamp))
            {
                break;
            }
        }
        while (true);
        GC.KeepAlive(space);
        return result;
    }

    /// <inheritdoc cref="Ring{TAccess}.TryClaim"/>
    public AppendResult Claim(SharedSpace<TAccess> space, int length, out long position)
    {
        position = 0;
        if (Volatile.Read(ref _sealed))
        {
            return AppendResult.Sealed;
        }

        int size = RecordHeader.RecordSize(length);
        while (true)
        {
            long claimed = _access.Read(ref space.Claimed);
            int untilEnd = space.UntilEnd(claimed);
            bool wraps = size > untilEnd;
            if (!HasRoom(space, claimed + size + (wraps ? untilEnd : 0)))
            {
                return AppendResult.Full;
            }

            long free = RecordWord.Free(claimed, space.Key);
            long taken = wraps ? RecordWord.Padding(untilEnd) : RecordWord.Claimed(length, space.Owner);
            long seen = _access.CompareExchange(ref space.Header(claimed).Word, taken, free);
            if (seen != free)
            {
                if (!space.TryMoveClaimed(claimed, seen))
                {
                    return AppendResult.Full; // damaged: nothing can be claimed until the consumer has seen to it
                }

                continue;
            }

            _access.CompareExchange(ref space.Claimed, claimed + (wraps ? untilEnd : size), claimed);
            if (!wraps)
            {
                position = claimed;
                return AppendResult.Appended;
            }
        }
    }

    /// <inheritdoc cref="Ring{TAccess}.Commit"/>
    public bool Commit(SharedSpace<TAccess> space, long position, int length, long timestamp)
    {
        RingMemory memory = space.Memory;
        ref RecordHeader header = ref space.Header(position);
        long claimed = RecordWord.Claimed(length, space.Owner);
        uint check = _access.Check(space.Packet(position), length, position, space.Key);
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

    private bool HasRoom(SharedSpace<TAccess> space, long end) =>
        end - _access.Read(ref space.FreedSeen) <= _ring.LookAbove
        || _ring.Fits(end - _ring.RefreshFreed(ref space.Freed, ref space.FreedSeen));
}
