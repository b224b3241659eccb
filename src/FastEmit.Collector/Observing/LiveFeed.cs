using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Observing;

/// <summary>
/// Follows a collector for those who watch it: rates and latencies, ten times a second. It reads the recent events from memory
/// beside the connections' work and looks at a bounded number of them, however many there are.
/// </summary>
internal sealed class LiveFeed : IDisposable
{
    /// <summary>The most events of one beat while there is a watcher.</summary>
    private const int MaxLooks = 800;

    /// <summary>The same without a watcher.</summary>
    private const int MaxLooksUnwatched = 100;

    /// <summary>The newest events of a beat; older ones are not visited at all.</summary>
    private const int MaxVisits = 8000;

    /// <summary>A point of the history comes with every so many beats.</summary>
    public const int BeatsPerPoint = 10;

    /// <summary>How often watchers hear something. A row is painted within one beat and a few frames.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly EventCollector _collector;
    private readonly ITimer _timer;
    private readonly LatencyWindow _latencies = new();
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource _nextBeat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _watchers;
    private int _isBeating;
    private int _beats;
    private long _seenId;

    public LiveFeed(EventCollector collector)
    {
        _collector = collector;
        Ended = _end.Token;
        _seenId = Recent?.LastId ?? 0;
        Rates = new RateHistory(collector.Options.TimeProvider, collector.GetStats());
        _timer = collector.Options.TimeProvider.CreateTimer(static feed => ((LiveFeed)feed!).OnBeat(), this, Beat, Beat);
    }

    /// <summary>The sessions that were active last.</summary>
    public SessionIndex Sessions => _collector.ActiveSessions;

    /// <summary>Cancelled when there are no more beats.</summary>
    public CancellationToken Ended { get; }

    /// <summary>The id of the last event that can be visited.</summary>
    public long LastId => Recent?.LastId ?? 0;

    /// <summary>How many beats there were.</summary>
    public int Beats => Volatile.Read(ref _beats);

    /// <summary>The last seconds.</summary>
    public RateHistory Rates { get; }

    private MemoryEventStore? Recent => _collector.Log.Recent;

    /// <summary>Takes in one more watcher. False when there are as many as there may be.</summary>
    public bool TryWatch(int maxWatchers)
    {
        if (Interlocked.Increment(ref _watchers) <= maxWatchers)
        {
            return true;
        }

        EndWatch();
        return false;
    }

    /// <summary>A watcher has gone.</summary>
    public void EndWatch() => Interlocked.Decrement(ref _watchers);

    /// <summary>Completes with the next beat.</summary>
    public Task NextBeatAsync(CancellationToken cancellationToken) => Volatile.Read(ref _nextBeat).Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Shows a visitor the recent events behind one, the oldest first: all, or the newest so many, of which it looks at one in so many.
    /// </summary>
    /// <param name="afterId">The last event that was seen before.</param>
    /// <param name="maxVisits">The most events to visit.</param>
    /// <param name="maxLooks">The most events to look at.</param>
    /// <param name="visitor">Looks at one.</param>
    /// <returns>How many there are, and how many of them were visited.</returns>
    public (long New, long Visited) Visit(long afterId, int maxVisits, int maxLooks, RecordVisitor visitor)
    {
        if (Recent is not { } recent)
        {
            return (0, 0);
        }

        long lastId = recent.LastId;
        long first = Math.Max(afterId, lastId - maxVisits);
        long stride = Math.Max(1, (lastId - first + maxLooks - 1) / maxLooks);
        long visited = 0;
        EventQuery query = new() { AfterId = first, BeforeId = lastId + 1, OldestFirst = true };
        for (SegmentView? view = recent.Next(query, null); view is { } segment; view = recent.Next(query, segment))
        {
            try
            {
                ReadOnlySpan<byte> records = segment.Bytes.Span;
                for (long id = segment.FirstId; id <= lastId && RecordFormat.TryRead(ref records, out EventRecord record); id++)
                {
                    if (id > first && visited++ % stride == 0)
                    {
                        visitor(id, record, stride);
                    }
                }
            }
            finally
            {
                recent.LetGo(segment.Segment);
            }
        }

        return (lastId - afterId, visited);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _end.Cancel();
    }

    private void OnBeat()
    {
        // One at a time: a beat that took longer than the next one's delay is not made up for.
        if (Interlocked.Exchange(ref _isBeating, 1) != 0)
        {
            return;
        }

        try
        {
            Look();
            if ((_beats + 1) % BeatsPerPoint == 0)
            {
                Rates.Add(_collector.GetStats(), _latencies.Take());
            }
        }
        finally
        {
            Volatile.Write(ref _isBeating, 0);
        }

        Volatile.Write(ref _beats, _beats + 1);
        Interlocked.Exchange(ref _nextBeat, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void Look()
    {
        long after = _seenId;
        int maxLooks = Volatile.Read(ref _watchers) > 0 ? MaxLooks : MaxLooksUnwatched;
        (long found, _) = Visit(after, MaxVisits, maxLooks, (_, in record, _) =>
        {
            EventFacts facts = EventFacts.Read(record.Data);
            _latencies.Add(LatencyWindow.Of(facts.SentAt, EventTime.FromMicroseconds(record.Time)));
        });
        _seenId = after + found;
    }
}

/// <summary>Looks at one event in memory.</summary>
/// <param name="id">Its id.</param>
/// <param name="record">The event, valid during the call.</param>
/// <param name="weight">How many events it stands for.</param>
internal delegate void RecordVisitor(long id, in EventRecord record, long weight);
