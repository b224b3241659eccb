using System.Globalization;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// The rules of the moment, which one task tries once a second (<see cref="AlertReader"/>), and the last alerts that they raised. Thread-safe.
/// </summary>
internal sealed class AlertCenter
{
    private const int MaxKept = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly AlertFile? _file;
    private readonly Lock _lock = new();
    private readonly LinkedList<Alert> _newestFirst = new();
    private AlertSettings _settings;
    private EventStore? _store;
    private long _lastAlert;
    private int _isRunning;
    private long _historyEnd; // The last event before the rules of the moment were set; written under the lock, with them.
    private volatile string? _fault;

    /// <exception cref="ArgumentException">The file of the rules is not what it has to be.</exception>
    public AlertCenter(CollectorOptions options)
    {
        _time = options.TimeProvider;
        _file = options.AlertsFile is { } path ? new AlertFile(path) : null;
        _settings = _file?.Read() ?? AlertSettings.None;
        Poster = new AlertPoster(_time);
    }

    /// <summary>The rules and the webhook of the moment.</summary>
    public AlertSettings Settings => Volatile.Read(ref _settings);

    /// <summary>Counts of the alerts that the webhook has taken and refused.</summary>
    public AlertPoster Poster { get; }

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

        AlertReader reader = new(store, emitters, _time, Tell);
        _ = Task.Run(() => WatchAsync(reader, stopping), CancellationToken.None);
        _ = Task.Run(() => Poster.RunAsync(store, stopping), CancellationToken.None);
    }

    private async Task WatchAsync(AlertReader reader, CancellationToken stopping)
    {
        using PeriodicTimer timer = new(Interval, _time);
        do
        {
            try
            {
                await reader.LookAsync(Settings, () => Volatile.Read(ref _historyEnd), stopping).ConfigureAwait(false);
                _fault = null;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                _fault = exception.Message; // The store's trouble, told with the alerts; the next look goes on behind the last event.
            }
        }
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false));
    }

    private void Tell(AlertRule rule, string text, string occasion, WatchedSession? session)
    {
        Alert alert;
        lock (_lock)
        {
            alert = new Alert(_lastAlert + 1, rule, text, _time.GetUtcNow().ToUnixTimeMilliseconds(), session?.Id, session?.Project, string.Create(CultureInfo.InvariantCulture, $"{rule.Kind} {rule.Limit} {rule.Project} {rule.Tool} {session?.Id} {occasion}"));
            _newestFirst.AddFirst(alert);
            if (_newestFirst.Count > MaxKept)
            {
                _newestFirst.RemoveLast();
            }

            Interlocked.Increment(ref _lastAlert);
        }

        if (Settings.Webhook is { } webhook)
        {
            Poster.Post(alert, webhook);
        }
    }
}
