using System.Runtime.InteropServices;

namespace FastEmit.Collector.Events;

/// <summary>The numbers of stored events by lane, as ranges, and the ranges that have changed since they were last written. For one thread.</summary>
internal sealed class LaneRanges
{
    private readonly Dictionary<ulong, NumberSet> _lanes = [];
    private readonly HashSet<(ulong Lane, long First)> _changed = [];
    private (ulong Lane, long First) _lastChanged;

    /// <summary>The number of lanes.</summary>
    public int Count => _lanes.Count;

    /// <summary>Whether a lane is known, if only as empty.</summary>
    public bool Has(ulong lane) => _lanes.ContainsKey(lane);

    /// <summary>A lane's numbers; none when it was not known.</summary>
    public NumberSet Of(ulong lane)
    {
        ref NumberSet? numbers = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, lane, out _);
        return numbers ??= new NumberSet();
    }

    /// <summary>Adds a number and notes the ranges that it changes.</summary>
    public void Add(Sequence sequence)
    {
        (long first, long? gone) = Of(sequence.Lane).Add(sequence);
        NoteChange((sequence.Lane, first));
        if (gone is { } other)
        {
            NoteChange((sequence.Lane, other));
        }
    }

    /// <summary>Calls <paramref name="put"/> for each range that has changed, and <paramref name="delete"/> for each that is part of another now.</summary>
    public void ForEachChange(Action<SequenceRange> put, Action<SequenceRange> delete)
    {
        foreach ((ulong lane, long first) in _changed)
        {
            if (_lanes[lane].RangeAt(first) is { } range)
            {
                put(new SequenceRange(lane, range.First, range.Last));
            }
            else
            {
                delete(new SequenceRange(lane, first, first));
            }
        }
    }

    /// <summary>The changes are written.</summary>
    public void Settle()
    {
        _changed.Clear();
        _lastChanged = default;
    }

    /// <summary>Forgets all lanes; changes stay noted until <see cref="Settle"/>.</summary>
    public void Clear() => _lanes.Clear();

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
