using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>Whether there is room: what producers look at before they prepare an append, and when they claim. Any thread.</content>
internal abstract unsafe partial class Ring<TAccess>
{
    /// <summary>Whether the ring takes no more records from this process. Any thread.</summary>
    public bool IsSealed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _shared is null ? _access.Read(ref ClaimedCursor) < 0 : _shared.IsSealed;
    }

    /// <summary>
    /// Whether an append is not worth preparing: the ring is sealed, or under 1 KiB (an eighth of a ring smaller than
    /// 8 KiB) is free. Any thread.
    /// </summary>
    public bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MayBeFull && IsFullNow();
    }

    /// <summary>
    /// Whether the ring is sealed, or a claim has left it fuller than <see cref="LookAbove"/> since <see cref="IsFullNow"/> last found that it
    /// is not. Producers look here before they serialize, and not at the cursor: another producer's next claim would
    /// have to fetch that line a second time. Any thread.
    /// </summary>
    public bool MayBeFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _mayBeFull);
    }

    /// <summary>The bytes in use above which <see cref="MayBeFull"/> says so; never more than what <see cref="IsFull"/> goes by. Any thread.</summary>
    public int LookAbove
    {
        get => Volatile.Read(ref _lookAbove);
        set
        {
            int above = Math.Min(value, FullAbove);
            bool isLower = above < Volatile.Read(ref _lookAbove);
            Volatile.Write(ref _lookAbove, above);
            if (isLower)
            {
                Volatile.Write(ref _mayBeFull, true);
            }
        }
    }

    /// <summary>The bytes in use from which on an append is not worth preparing.</summary>
    private int FullAbove => _capacity - Math.Min(1024, _capacity / 8);

    /// <summary><see cref="IsFull"/> after <see cref="MayBeFull"/>, which this brings up to date. Any thread.</summary>
    public bool IsFullNow()
    {
        long used = Claimed - RefreshFreed();
        if (used <= Volatile.Read(ref _lookAbove) && !IsSealed)
        {
            // The mark is taken back before the last look: a claim or a seal that this look does not see sets it again.
            Interlocked.Exchange(ref _mayBeFull, false);
            used = Claimed - RefreshFreed();
            if (used > Volatile.Read(ref _lookAbove) || IsSealed)
            {
                Volatile.Write(ref _mayBeFull, true);
            }
        }

        return IsSealed || used > FullAbove;
    }

    /// <summary>A claim leaves this much in use: whether it fits, and whether producers have to look from now on.</summary>
    public bool Fits(long used)
    {
        if (used > Volatile.Read(ref _lookAbove) && !Volatile.Read(ref _mayBeFull))
        {
            Volatile.Write(ref _mayBeFull, true);
        }

        return used <= _usable;
    }

    /// <summary>
    /// Producers share one copy of the freed cursor on a line of its own, so that they touch the consumer's line
    /// only when the ring looks full. The copy may go back when two producers race; that costs a refresh, no more.
    /// </summary>
    private long RefreshFreed() => _shared is { Space: var space }
        ? RefreshFreed(ref space.Freed, ref space.FreedSeen)
        : RefreshFreed(ref ConfirmedCursor, ref FreedSeen);

    /// <summary>The same, of one memory.</summary>
    public long RefreshFreed(ref long cursor, ref long seen)
    {
        long freed = _access.Read(ref cursor);
        _access.Write(ref seen, freed);
        return freed;
    }
}
