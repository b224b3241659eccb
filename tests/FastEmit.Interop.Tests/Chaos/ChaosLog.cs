namespace FastEmit.Interop.Tests.Chaos;

/// <summary>Everything that arrived at a server in one run, and what may be said of it.</summary>
internal sealed class ChaosLog(int series)
{
    private readonly Dictionary<(int Series, int Number), string> _ids = [];
    private readonly HashSet<string> _everyId = [];
    private readonly Dictionary<string, int> _duplicates = [];
    private readonly int[] _next = new int[series];
    private readonly List<string> _violations = [];

    /// <summary>Events that arrived, each counted once.</summary>
    public int Distinct => _ids.Count;

    /// <summary>Arrivals beyond the first of their event.</summary>
    public int Duplicates => _duplicates.Values.Sum();

    /// <summary>The most duplicates that one connection carried.</summary>
    public int MostDuplicatesOfAConnection => _duplicates.Values.DefaultIfEmpty().Max();

    /// <summary>First arrivals that were not the next of their series, ids that changed, ids given out twice.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How many of each series arrived, when their first arrivals came in order.</summary>
    public IReadOnlyList<int> Arrived => _next;

    public void Add(IReadOnlyList<ChaosArrival> arrivals, bool gapsAllowed)
    {
        foreach (ChaosArrival arrival in arrivals)
        {
            Add(arrival, gapsAllowed);
        }
    }

    private void Add(ChaosArrival arrival, bool gapsAllowed)
    {
        if (_ids.TryGetValue((arrival.Series, arrival.Number), out string? id))
        {
            _duplicates[arrival.Connection] = _duplicates.GetValueOrDefault(arrival.Connection) + 1;
            Require(id == arrival.EventId, $"{arrival} came before with id {id}");
            return;
        }

        int expected = _next[arrival.Series];
        Require(gapsAllowed ? arrival.Number >= expected : arrival.Number == expected, $"{arrival} came first when {expected} was due");
        Require(_everyId.Add(arrival.EventId), $"{arrival} has the id of another event");
        _ids.Add((arrival.Series, arrival.Number), arrival.EventId);
        _next[arrival.Series] = arrival.Number + 1;
    }

    private void Require(bool holds, string violation)
    {
        if (!holds && _violations.Count < 10)
        {
            _violations.Add(violation);
        }
    }
}
