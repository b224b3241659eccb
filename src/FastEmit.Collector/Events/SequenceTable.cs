namespace FastEmit.Collector.Events;

/// <summary>
/// Which events of which emitters' lanes have come, however long ago: some bytes a lane, not an event. Bounded: of more than
/// <see cref="Capacity"/> lanes those that were silent the longest are forgotten, a half at a time. Not thread-safe.
/// </summary>
internal sealed class SequenceTable
{
    /// <summary>Lanes that are known for certain.</summary>
    public const int Capacity = 16_384;

    private Dictionary<ulong, NumberSet> _lanes = [];
    private Dictionary<ulong, NumberSet> _olderLanes = [];
    private ulong _lastLane;
    private NumberSet? _last;

    public bool Contains(Sequence sequence) => Find(sequence.Lane) is { } numbers && numbers.Contains(sequence.First);

    public void Add(Sequence sequence) => FindOrAdd(sequence.Lane).Add(sequence);

    public void Add(SequenceRange range) => FindOrAdd(range.Lane).Add(range.First, range.Last);

    private NumberSet FindOrAdd(ulong lane) => Find(lane) ?? Keep(lane, new NumberSet());

    private NumberSet? Find(ulong lane)
    {
        if (_last is { } last && _lastLane == lane)
        {
            return last;
        }

        if (_lanes.TryGetValue(lane, out NumberSet? numbers))
        {
            (_lastLane, _last) = (lane, numbers);
            return numbers;
        }

        return _olderLanes.Remove(lane, out numbers) ? Keep(lane, numbers) : null;
    }

    private NumberSet Keep(ulong lane, NumberSet numbers)
    {
        if (_lanes.Count == Capacity)
        {
            (_lanes, _olderLanes) = ([], _lanes);
        }

        _lanes.Add(lane, numbers);
        (_lastLane, _last) = (lane, numbers);
        return numbers;
    }
}
