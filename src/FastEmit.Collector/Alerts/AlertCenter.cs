using System.Globalization;
using System.Text.Json;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Once a second tries the rules on what is new in the store, in order and without gaps, and keeps the last alerts. Without rules it reads nothing.
/// Thread-safe; the rules are tried by one task.
/// </summary>
internal sealed class AlertCenter
{
    private const int MaxKept = 200;

    /// <summary>Events that are asked for at once.</summary>
    private const int PageSize = 10_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly CollectorOptions _options;
    private readonly AlertFile? _file;
    private readonly AlertPoster _poster;
    private readonly Lock _lock = new();
    private readonly LinkedList<Alert> _newestFirst = new();
    private AlertSettings _settings;
    private EventStore? _store;
    private long _lastAlert;
    private int _isRunning;
    private long _historyEnd; // The last event before the rules of the moment were set; written under the lock, with them.
    private volatile string? _fault;

    // Of the task that tries the rules.
    private AlertSettings? _watched;
    private AlertWatch? _watch;
    private long _lastId;
    private bool _isHistory;

    /// <exception cref="ArgumentException">The file of the rules is not what it has to be.</exception>
    public AlertCenter(CollectorOptions options)
    {
        _options = options;
        _file = options.AlertsFile is { } path ? new AlertFile(path) : null;
        _settings = _file?.Read() ?? AlertSettings.None;
        _poster = new AlertPoster(options.TimeProvider);
    }

    /// <summary>The rules and the webhook of the moment.</summary>
    public AlertSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Counts of the alerts that the webhook has taken and refused.</summary>
    public AlertPoster Poster => _poster;

    /// <summary>Why the rules could not be tried just now, or null.</summary>
    public string? Fault => _fault;

    /// <summary>The number of the last alert, or 0.</summary>
    public long LastAlert => Interlocked.Read(ref _lastAlert);

    /// <summary>The last alerts, the newest first.</summary>
    public IReadOnlyList<Alert> Recent
    {
        get
        {
            lock (_lock)
            {
                return [.. _newestFirst];
            }
        }
    }

    /// <summary>Replaces the rules, in the file as well.</summary>
    /// <exception cref="IOException">The file cannot be written; the rules are as before.</exception>
    public void SetRules(IReadOnlyList<AlertRule> rules)
    {
        lock (_lock)
        {
            AlertSettings settings = _settings with { Rules = rules };
            _file?.Write(settings);
            _historyEnd = _store?.LastId ?? 0;
            Volatile.Write(ref _settings, settings);
        }
    }

    /// <summary>Begins to work, until it is stopped; the second call for one collector does nothing.</summary>
    public void Start(EventStore? store, EmitterReports emitters, CancellationToken stopping)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            return;
        }

        lock (_lock)
        {
            _store = store;
            _historyEnd = store?.LastId ?? 0;
        }

        _ = Task.Run(() => WatchAsync(emitters, stopping), CancellationToken.None);
        _ = Task.Run(() => _poster.RunAsync(store, stopping), CancellationToken.None);
    }

    private async Task WatchAsync(EmitterReports emitters, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(Interval, _options.TimeProvider);
        do
        {
            try
            {
                await LookAsync(emitters, stopping).ConfigureAwait(false);
                _fault = null;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                _fault = exception.Message; // The store's trouble, told with the alerts; the next look goes on behind the last event.
            }
        }
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
    }

    private async Task LookAsync(EmitterReports emitters, CancellationToken stopping)
    {
        AlertSettings settings = Settings;
        if (_watch is null || !ReferenceEquals(_watched, settings))
        {
            _watched = settings;
            _watch = new AlertWatch(settings.Rules, Tell, _options.TimeProvider.LocalTimeZone);
            _lastId = 0;
        }

        if (settings.Rules.Count == 0)
        {
            return;
        }

        await ReadAsync(_watch, stopping).ConfigureAwait(false);
        _isHistory = false;
        _watch.Look(_options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        LookAtEmitters(_watch, emitters);
    }

    /// <summary>Shows the watch what is new; at first, what is there since the day began.</summary>
    private async Task ReadAsync(AlertWatch watch, CancellationToken stopping)
    {
        DateTimeOffset now = _options.TimeProvider.GetLocalNow();
        DateTimeOffset midnight = new(now.Date, now.Offset);
        int read = PageSize;
        while (_store is not null && read == PageSize)
        {
            read = 0;
            EventQuery query = new() { From = _lastId == 0 ? midnight : null, AfterId = _lastId, OldestFirst = true, Limit = PageSize };
            await foreach (StoredEvent stored in _store.QueryAsync(query, stopping).ConfigureAwait(false))
            {
                _lastId = stored.Id;
                _isHistory = stored.Id <= Volatile.Read(ref _historyEnd); // Known to the rules, and told to nobody.
                watch.Add(stored);
                read++;
            }
        }
    }

    private static void LookAtEmitters(AlertWatch watch, EmitterReports emitters)
    {
        foreach ((EmitterReport report, _) in emitters.Read())
        {
            using JsonDocument json = JsonDocument.Parse(report.Json);
            if (json.RootElement.TryGetProperty("dropped", out JsonElement dropped) && dropped.ValueKind == JsonValueKind.Object)
            {
                double sum = dropped.EnumerateObject().Sum(static reason =>
                    reason.Value.ValueKind == JsonValueKind.Number && reason.Value.TryGetDouble(out double events) && events is > 0 and < 1e15 ? events : 0);
                watch.AddDrops(report.Id, report.Name, sum);
            }
        }
    }

    private void Tell(AlertRule rule, string text, string occasion, WatchedSession? session)
    {
        if (_isHistory)
        {
            return;
        }

        Alert alert;
        lock (_lock)
        {
            alert = new Alert(_lastAlert + 1, rule, text, _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds(), session?.Id, session?.Project, string.Create(CultureInfo.InvariantCulture, $"{rule.Kind} {rule.Limit} {rule.Project} {rule.Tool} {session?.Id} {occasion}"));
            _newestFirst.AddFirst(alert);
            if (_newestFirst.Count > MaxKept)
            {
                _newestFirst.RemoveLast();
            }

            Interlocked.Increment(ref _lastAlert);
        }

        if (Settings.Webhook is { } webhook)
        {
            _poster.Post(alert, webhook);
        }
    }
}
