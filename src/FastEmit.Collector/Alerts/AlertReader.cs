using System.Text.Json;
using FastEmit.Collector.Observing;
using FastEmit.Collector.Storage;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Tries the rules on what is new in a store, in order and without gaps, and on the emitters' reports. Without rules it reads nothing. For one task.
/// </summary>
/// <param name="store">Where the events are; null when they are nowhere.</param>
/// <param name="emitters">The reports.</param>
/// <param name="time">The clock, and where days begin at midnight.</param>
/// <param name="tell">See <see cref="AlertWatch"/>.</param>
internal sealed class AlertReader(EventStore? store, EmitterReports emitters, TimeProvider time, Action<AlertRule, string, string, WatchedSession?> tell)
{
    /// <summary>Events that are asked for at once.</summary>
    private const int PageSize = 10_000;

    private AlertSettings? _settings;
    private AlertWatch _watch = new([], tell, time.LocalTimeZone);
    private long _lastId;
    private bool _isHistory;

    /// <summary>Tries the rules of the moment.</summary>
    /// <param name="settings">The rules. Others than before begin with what is there since the day began.</param>
    /// <param name="historyEnd">The last event that the rules know and tell nobody of.</param>
    /// <param name="stopping">Ends the reading.</param>
    public async Task LookAsync(AlertSettings settings, Func<long> historyEnd, CancellationToken stopping)
    {
        if (!ReferenceEquals(_settings, settings))
        {
            _settings = settings;
            _watch = new AlertWatch(settings.Rules, Tell, time.LocalTimeZone);
            _lastId = 0;
        }

        if (settings.Rules.Count == 0)
        {
            return;
        }

        await ReadAsync(historyEnd, stopping).ConfigureAwait(false);
        _isHistory = false;
        _watch.Look(time.GetUtcNow().ToUnixTimeMilliseconds());
        LookAtEmitters();
    }

    private async Task ReadAsync(Func<long> historyEnd, CancellationToken stopping)
    {
        DateTimeOffset now = time.GetLocalNow();
        DateTimeOffset midnight = new(now.Date, now.Offset);
        int read = PageSize;
        while (store is not null && read == PageSize)
        {
            read = 0;
            EventQuery query = new() { From = _lastId == 0 ? midnight : null, AfterId = _lastId, OldestFirst = true, Limit = PageSize };
            await foreach (StoredEvent stored in store.QueryAsync(query, stopping).ConfigureAwait(false))
            {
                _lastId = stored.Id;
                _isHistory = stored.Id <= historyEnd();
                _watch.Add(stored);
                read++;
            }
        }
    }

    private void LookAtEmitters()
    {
        foreach ((EmitterReport report, _) in emitters.Read())
        {
            using JsonDocument json = JsonDocument.Parse(report.Json);
            if (json.RootElement.TryGetProperty("dropped", out JsonElement dropped) && dropped.ValueKind == JsonValueKind.Object)
            {
                double sum = dropped.EnumerateObject().Sum(static reason =>
                    reason.Value.ValueKind == JsonValueKind.Number && reason.Value.TryGetDouble(out double events) && events is > 0 and < 1e15 ? events : 0);
                _watch.AddDrops(report.Id, report.Name, sum);
            }
        }
    }

    private void Tell(AlertRule rule, string text, string occasion, WatchedSession? session)
    {
        if (!_isHistory)
        {
            tell(rule, text, occasion, session);
        }
    }
}
