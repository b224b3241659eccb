using System.Runtime.InteropServices;
using FastEmit.Collector.Events;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Which events of emitters' lanes are stored, of the lanes that were asked for, and what of that has changed in this transaction. Bounded; for the
/// thread that writes.
/// </summary>
internal sealed class LaneNumbers
{
    private const int Capacity = 16_384;

    private readonly Dictionary<ulong, NumberSet> _lanes = [];
    private readonly HashSet<(ulong Lane, long First)> _changed = [];
    private (ulong Lane, long First) _lastChanged;

    /// <summary>Another collector has written, or the transaction was rolled back.</summary>
    public void Forget()
    {
        _lanes.Clear();
        Settle();
    }

    /// <summary>The lanes of a batch that have to be asked for.</summary>
    public long[] Missing(IReadOnlyCollection<ulong> lanes)
    {
        if (_lanes.Count > Capacity)
        {
            _lanes.Clear();
        }

        return [.. lanes.Where(lane => !_lanes.ContainsKey(lane)).Select(static lane => unchecked((long)lane))];
    }

    /// <summary>The database knows nothing more of these than what follows.</summary>
    public void Know(long[] lanes)
    {
        foreach (long lane in lanes)
        {
            LaneOf(unchecked((ulong)lane));
        }
    }

    /// <summary>The database has this.</summary>
    public void Know(long lane, long first, long last) => LaneOf(unchecked((ulong)lane)).Add(first, last);

    /// <summary>Notes an event; false when it is stored already.</summary>
    public bool TryAdd(Sequence sequence)
    {
        NumberSet numbers = LaneOf(sequence.Lane);
        if (numbers.Contains(sequence.Number))
        {
            return false;
        }

        (long first, long? gone) = numbers.Add(sequence.Number);
        NoteChange((sequence.Lane, first));
        if (gone is { } other)
        {
            NoteChange((sequence.Lane, other));
        }

        return true;
    }

    /// <summary>The ranges that have changed, and those that are none any more.</summary>
    public (List<SequenceRange> Put, List<SequenceRange> Gone) Changes()
    {
        List<SequenceRange> put = [];
        List<SequenceRange> gone = [];
        foreach ((ulong lane, long first) in _changed)
        {
            if (_lanes[lane].RangeAt(first) is { } range)
            {
                put.Add(new SequenceRange(lane, range.First, range.Last));
            }
            else
            {
                gone.Add(new SequenceRange(lane, first, first));
            }
        }

        return (put, gone);
    }

    /// <summary>The changes are committed.</summary>
    public void Settle()
    {
        _changed.Clear();
        _lastChanged = default;
    }

    private NumberSet LaneOf(ulong lane)
    {
        ref NumberSet? numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, lane, out _);
        return numbers ??= new NumberSet();
    }

    /// <summary>Most events change the range that the one before has changed.</summary>
    private void NoteChange((ulong Lane, long First) change)
    {
        if (change != _lastChanged)
        {
            _changed.Add(change);
            _lastChanged = change;
        }
    }
}
