using System.Runtime.CompilerServices;

namespace FastEmit.Buffers;

/// <content>
/// Releasing in a shared ring. Three cursors make it safe to be killed at any step: <c>Confirmed</c> says what is
/// delivered, <c>Freeing</c> for being overwritten, <c>Freed</c> for claimable again. The next consumer
/// overwrites from <c>Freed</c> to <c>Freeing</c> once more and goes on.
/// </content>
internal abstract unsafe partial class Ring<TAccess>
{
    /// <summary>Positions of records that were given up while their producers lived, in order.</summary>
    private readonly List<long> _held = [];

    /// <summary>The released position: the true value of <c>Confirmed</c>, even if another program writes to the file.</summary>
    private long _released;

    private ref long FreeingCursor => ref *(long*)(_start + RingLayout.Freeing);

    private void ReleaseShared(long position)
    {
        // Before anything is overwritten: the cursor may stand at the last record's beginning, and its word tells where it ends.
        CatchUpClaimed(position);
        _released = position;
        _access.Write(ref ConfirmedCursor, position);
        Free(_held.Count == 0 ? position : FirstHeldBefore(position));
    }

    private void Free(long end)
    {
        if (end > _access.ReadPlain(ref FreedCursor))
        {
            _access.Write(ref FreeingCursor, end);
            Overwrite(end);
        }
    }

    private void Overwrite(long end)
    {
        long start = _access.ReadPlain(ref FreedCursor);
        if ((ulong)(end - start) > (ulong)_capacity)
        {
            return; // Not our own words any more: the file is lost, and the consumer will see that (Ring.Moving.cs).
        }

        MarkFree(start + _capacity, end + _capacity);
        _access.Write(ref FreedCursor, end);
    }

    /// <summary>Makes all units between two positions, no more than the capacity apart, claimable.</summary>
    private void MarkFree(long start, long end)
    {
        int offset = (int)start & _mask;
        int length = (int)(end - start);
        int untilEnd = Math.Min(length, _capacity - offset);
        _access.Free(_data + offset, untilEnd, start, _memory.Key);
        _access.Free(_data, length - untilEnd, start + untilEnd, _memory.Key);
    }

    /// <summary>The first held record before a position, or the position.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private long FirstHeldBefore(long position)
    {
        while (_held.Count != 0 && _held[0] < position)
        {
            long word = _access.Read(ref Header(_held[0]).Word);
            if (RecordWord.IsHeld(word) && _memory.IsAlive(RecordWord.Owner(word)))
            {
                return _held[0];
            }

            _held.RemoveAt(0);
        }

        return position;
    }
}
