namespace FastEmit.Collector.Events;

/// <summary>
/// Which events of which emitters' lanes have come, however long ago: some bytes a lane, not an event. Bounded: of more than
/// <see cref="Capacity"/> lanes those that were silent the longest are forgotten, a half at a time. Not thread-safe.
/// </summary>
internal sealed class SequenceTable
{
    /// <summary>Lanes that are known for certain.</summary>
    public const int Capacity = 16_384;

    private Dictionary<ulong, LaneHistory> _lanes = [];
    private Dictionary<ulong, LaneHistory> _olderLanes = [];
    private ulong _lastLane;
    private LaneHistory? _last;

    public bool Contains(Sequence sequence) => Find(sequence.Lane) is { } lane && lane.Settled.Contains(sequence.First);

    public void Add(Sequence sequence) => Of(sequence.Lane).Settled.Add(sequence);

    public void Add(SequenceRange range) => Of(range.Lane).Settled.Add(range.First, range.Last);

    /// <summary>A lane's numbers, which are none for one that is not known.</summary>
    public LaneHistory Of(ulong lane) => Find(lane) ?? Keep(lane, new LaneHistory());

    private LaneHistory? Find(ulong lane)
    {
        if (_last is { } last && _lastLane == lane)
        {
            return last;
        }

        if (_lanes.TryGetValue(lane, out LaneHistory? numbers))
        {
            (_lastLane, _last) = (lane, numbers);
            return numbers;
        }

        return _olderLanes.Remove(lane, out numbers) ? Keep(lane, numbers) : null;
    }

    private LaneHistory Keep(ulong lane, LaneHistory numbers)
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
