using System.Numerics;
using System.Runtime.InteropServices;

namespace FastEmit.Collector.Events;

/// <summary>
/// Remembers the last so many event ids, and the numbers of emitters' lanes for good (<see cref="SequenceTable"/>): an emitter that was away, or was
/// started again with its ring file, sends again what was unconfirmed before. Exact: ids are compared byte by byte. Thread-safe; allocates
/// nothing for an id, and one object for numbers that follow each other.
/// </summary>
/// <remarks>
/// <para>
/// An id is claimed when its event is taken and remembered when the event has reached the log, with the claim's end. A second copy that comes
/// in between, on the emitter's next connection, is told to wait: it may be answered as a duplicate only when the first copy is on its way into
/// the store, and it is the event when the first copy never gets there.
/// </para>
/// <para>Memory: 64 bytes an id for the slot, and 4 to 8 for the bucket that finds it.</para>
/// </remarks>
internal sealed class DuplicateWindow
{
    /// <summary>Longer ids are never taken for duplicates.</summary>
    public const int MaxIdLength = SlotBytes - 1;

    /// <summary>One cache line: the length in the first byte, its highest bit while the id is claimed; then the id.</summary>
    private const int SlotBytes = 64;

    private const byte Claimed = 0x80;
    private const int None = -1;

    /// <summary>For this and for who waits for the end of a claim.</summary>
    private readonly object _lock = new();
    private readonly byte[] _slots;
    private readonly int[] _next;
    private readonly int[] _buckets;
    private readonly SequenceTable _past = new();
    private readonly int _capacity;
    private long _taken;
    private long _ends;

    public DuplicateWindow(int capacity)
    {
        _capacity = capacity;
        _slots = new byte[capacity * SlotBytes];
        _next = new int[capacity];
        _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _buckets.AsSpan().Fill(None);
    }

    /// <summary>Counts the ends of claims (<see cref="WaitForEnd"/>).</summary>
    public long Ends => Interlocked.Read(ref _ends);

    /// <summary>Looks an id up; one that is not remembered takes the place of the oldest, as a claim.</summary>
    /// <param name="id">The id, of at most <see cref="MaxIdLength"/> bytes.</param>
    /// <param name="number">The claim's number, when it is <see cref="Claim.Mine"/>.</param>
    public Claim Look(ReadOnlySpan<byte> id, out long number)
    {
        int bucket = BucketOf(id);
        lock (_lock)
        {
            number = _taken;
            int slot = Find(bucket, id);
            if (slot != None)
            {
                return IsClaimed(slot) ? Claim.Unsettled : Claim.Settled;
            }

            if (Sequence.TryParse(id, out Sequence sequence) && _past.Contains(sequence))
            {
                return Claim.Settled;
            }

            slot = TakeSlot();
            _slots[slot * SlotBytes] = (byte)(id.Length | Claimed);
            id.CopyTo(_slots.AsSpan((slot * SlotBytes) + 1));
            _next[slot] = _buckets[bucket];
            _buckets[bucket] = slot;
            return Claim.Mine;
        }
    }

    /// <summary>Looks a number up; one that is not remembered is claimed.</summary>
    /// <param name="number">The event's.</param>
    /// <param name="mine">The caller's claims, which this one joins.</param>
    public Claim Look(Sequence number, List<NumberClaim> mine)
    {
        lock (_lock)
        {
            LaneHistory lane = _past.Of(number.Lane);
            if (lane.Settled.Contains(number.First))
            {
                return Claim.Settled;
            }

            if (lane.IsClaimed(number.First))
            {
                return Claim.Unsettled;
            }

            if (mine.Count == 0 || !mine[^1].TryExtend(number))
            {
                NumberClaim claim = new(number);
                lane.Claims.Add(claim);
                mine.Add(claim);
            }

            return Claim.Mine;
        }
    }

    /// <summary>Ends claims of numbers, as <see cref="End(ReadOnlySpan{long}, bool)"/> does those of ids.</summary>
    public void End(List<NumberClaim> claims, bool isLogged)
    {
        lock (_lock)
        {
            foreach (NumberClaim claim in claims)
            {
                LaneHistory lane = _past.Of(claim.Lane);
                lane.Claims.Remove(claim);
                if (isLogged)
                {
                    lane.Settled.Add(claim.First, claim.Last);
                }
            }

            _ends++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Remembers the id of an event that the store has from before, if it has one.</summary>
    public void Remember(ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty && Look(id, out long number) == Claim.Mine)
        {
            End([number], isLogged: true);
        }
    }

    /// <summary>Remembers events that the store has from before.</summary>
    public void Remember(IEnumerable<SequenceRange> ranges)
    {
        lock (_lock)
        {
            foreach (SequenceRange range in ranges)
            {
                _past.Add(range);
            }
        }
    }

    /// <summary>Ends claims: their events have reached the log, or never will.</summary>
    public void End(ReadOnlySpan<long> numbers, bool isLogged)
    {
        lock (_lock)
        {
            foreach (long number in numbers)
            {
                if (_taken - number > _capacity)
                {
                    continue; // Another id has its slot already.
                }

                int slot = SlotOf(number);
                if (!isLogged)
                {
                    Unlink(slot);
                }
                else if (Sequence.TryParse(IdIn(slot), out Sequence sequence))
                {
                    _past.Add(sequence);
                }

                _slots[slot * SlotBytes] &= unchecked((byte)~Claimed);
            }

            _ends++;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits for the end of any claim. The caller must hold no claims: another caller may wait for them.</summary>
    /// <param name="ends"><see cref="Ends"/> before the claim was looked up.</param>
    /// <param name="patience">The bound on the wait.</param>
    /// <returns>False when that took too long.</returns>
    public bool WaitForEnd(long ends, TimeSpan patience)
    {
        lock (_lock)
        {
            return _ends != ends || Monitor.Wait(_lock, patience);
        }
    }

    /// <summary>The framework's string hash over pairs of bytes is seeded, so that a client cannot choose what collides.</summary>
    private int BucketOf(ReadOnlySpan<byte> id) =>
        (string.GetHashCode(MemoryMarshal.Cast<byte, char>(id)) ^ (id[^1] * 0x01000193)) & (_buckets.Length - 1);

    private ReadOnlySpan<byte> IdIn(int slot) => _slots.AsSpan((slot * SlotBytes) + 1, _slots[slot * SlotBytes] & ~Claimed);

    private bool IsClaimed(int slot) => (_slots[slot * SlotBytes] & Claimed) != 0;

    private int Find(int bucket, ReadOnlySpan<byte> id)
    {
        int slot = _buckets[bucket];
        while (slot != None && !IdIn(slot).SequenceEqual(id))
        {
            slot = _next[slot];
        }

        return slot;
    }

    /// <summary>Numbers are those of the claims, from 0 on; a slot's comes round after so many as there are slots.</summary>
    private int SlotOf(long number) => (int)(number % _capacity);

    private int TakeSlot()
    {
        int slot = SlotOf(_taken);
        if (_taken++ >= _capacity)
        {
            Unlink(slot);
        }

        return slot;
    }

    private void Unlink(int slot)
    {
        if (_slots[slot * SlotBytes] == 0)
        {
            return; // It was unlinked before.
        }

        ref int link = ref _buckets[BucketOf(IdIn(slot))];
        while (link != slot)
        {
            link = ref _next[link];
        }

        link = _next[slot];
        _slots[slot * SlotBytes] = 0;
    }
}

/// <summary>The state of an id in a <see cref="DuplicateWindow"/>.</summary>
internal enum Claim
{
    /// <summary>Nothing before: the id is the asker's to settle.</summary>
    Mine,

    /// <summary>An event with it was taken in this very moment, and has not reached the log.</summary>
    Unsettled,

    /// <summary>An event with it has reached the log.</summary>
    Settled,
}
