using FastEmit.Collector.Events;

namespace FastEmit.Collector.Postgres;

/// <summary>
/// Which events of emitters' lanes are stored, of the lanes that were asked for, and what of that has changed in this transaction. Bounded; for the
/// thread that writes.
/// </summary>
internal sealed class LaneNumbers
{
    private const int Capacity = 16_384;

    private readonly LaneRanges _lanes = new();

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

        return [.. lanes.Where(lane => !_lanes.Has(lane)).Select(static lane => unchecked((long)lane))];
    }

    /// <summary>The database knows nothing more of these than what follows.</summary>
    public void Know(long[] lanes)
    {
        foreach (long lane in lanes)
        {
            _lanes.Of(unchecked((ulong)lane));
        }
    }

    /// <summary>The database has this.</summary>
    public void Know(long lane, long first, long last) => _lanes.Of(unchecked((ulong)lane)).Add(first, last);

    /// <summary>Notes an event; false when it is stored already.</summary>
    public bool TryAdd(Sequence sequence)
    {
        if (_lanes.Of(sequence.Lane).Contains(sequence.First))
        {
            return false;
        }

        _lanes.Add(sequence);
        return true;
    }

    /// <summary>The ranges that have changed, and those that are none any more.</summary>
    public (List<SequenceRange> Put, List<SequenceRange> Gone) Changes()
    {
        List<SequenceRange> put = [];
        List<SequenceRange> gone = [];
        _lanes.ForEachChange(put.Add, gone.Add);
        return (put, gone);
    }

    /// <summary>The changes are committed.</summary>
    public void Settle() => _lanes.Settle();
}
