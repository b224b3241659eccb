using FastEmit.Collector.Storage;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tracing;

/// <summary>
/// Once a second makes traces of what is new in the store and posts them to an OTLP endpoint. It reads on only when the endpoint has taken, or refused for good, what
/// was read before: what waits is in the store. Thread-safe; one task works.
/// </summary>
internal sealed class TraceExporter
{
    /// <summary>Events that are read at once, and so the most that wait in memory.</summary>
    private const int PageSize = 1000;

    private const int MaxSpans = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly TracePoster _poster;
    private readonly SessionTraces _traces;
    private readonly Dictionary<string, ScopeSpans> _waiting = new(StringComparer.Ordinal);
    private EventStore? _store;
    private int _isRunning;
    private int _waitingSpans;
    private long _lastId;
    private long _missed;
    private volatile string? _fault;

    public TraceExporter(Uri endpoint, IReadOnlyDictionary<string, string> headers, TimeProvider time)
    {
        _time = time;
        _poster = new TracePoster(endpoint, headers, time);
        _traces = new SessionTraces(Take);
    }

    /// <summary>Counts of the spans that the endpoint has taken and refused.</summary>
    public TracePoster Poster => _poster;

    /// <summary>Events that left the store before they were read.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Events that have not been read yet.</summary>
    public long Behind => Math.Max(0, (_store?.LastId ?? 0) - Interlocked.Read(ref _lastId));

    /// <summary>Why nothing goes on just now, or null.</summary>
    public string? Fault => _fault ?? _poster.LastError;

    /// <summary>Begins with the next event, until it is stopped; the second call for one collector does nothing.</summary>
    public void Start(EventStore store, CancellationToken stopping)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _store = store;
            _lastId = store.LastId;
            _ = Task.Run(() => RunAsync(store, stopping), CancellationToken.None);
        }
    }

    private async Task RunAsync(EventStore store, CancellationToken stopping)
    {
        using HttpClient http = _poster.NewClient();
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            do
            {
                try
                {
                    while (await ReadAsync(http, store, stopping).ConfigureAwait(false) == PageSize)
                    {
                        // There is more.
                    }

                    _traces.EndSilent(_time.GetUtcNow());
                    await PostAsync(http, stopping).ConfigureAwait(false);
                    _fault = null;
                }
                catch (Exception exception) when (!stopping.IsCancellationRequested)
                {
                    _fault = exception.Message; // The store's trouble; the next look goes on behind the last event.
                }
            }
            while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task<int> ReadAsync(HttpClient http, EventStore store, CancellationToken stopping)
    {
        int read = 0;
        await foreach (StoredEvent stored in store.QueryAsync(new EventQuery { AfterId = _lastId, OldestFirst = true, Limit = PageSize }, stopping).ConfigureAwait(false))
        {
            Interlocked.Add(ref _missed, store.IsShared ? 0 : stored.Id - _lastId - 1); // Where ids follow each other.
            Interlocked.Exchange(ref _lastId, stored.Id);
            _traces.Add(stored);
            read++;
            if (_waitingSpans >= MaxSpans)
            {
                await PostAsync(http, stopping).ConfigureAwait(false);
            }
        }

        return read;
    }

    private void Take(string agent, Span span)
    {
        if (!_waiting.TryGetValue(agent, out ScopeSpans? spans))
        {
            _waiting[agent] = spans = new ScopeSpans { Scope = new() { Name = "FastEmit.Collector" } };
        }

        spans.Spans.Add(span);
        _waitingSpans++;
    }

    private async Task PostAsync(HttpClient http, CancellationToken stopping)
    {
        if (_waitingSpans == 0)
        {
            return;
        }

        ExportTraceServiceRequest request = new();
        foreach ((string agent, ScopeSpans spans) in _waiting)
        {
            ResourceSpans resource = new() { Resource = new(), ScopeSpans = { spans } };
            resource.Resource.Attributes.Add(new OpenTelemetry.Proto.Common.V1.KeyValue { Key = "service.name", Value = new() { StringValue = agent } });
            request.ResourceSpans.Add(resource);
        }

        int count = _waitingSpans;
        _waiting.Clear();
        _waitingSpans = 0;
        await _poster.PostAsync(http, request, count, stopping).ConfigureAwait(false);
    }
}
