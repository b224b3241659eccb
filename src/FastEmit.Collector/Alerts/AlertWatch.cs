using System.Globalization;
using FastEmit.Collector.Digests;
using FastEmit.Collector.Events;
using FastEmit.Collector.Overviews;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Alerts;

/// <summary>
/// Tries the rules on events, one after the other, and on the time that goes by. What happens is told once: a wait, a slow call, a row of failures, a
/// day over its budget. For one thread.
/// </summary>
/// <param name="rules">The rules.</param>
/// <param name="tell">Gets what is to be told: the rule, the text, what in the events it is about, and the session.</param>
/// <param name="zone">Where days begin at midnight.</param>
internal sealed class AlertWatch(IReadOnlyList<AlertRule> rules, Action<AlertRule, string, string, WatchedSession?> tell, TimeZoneInfo zone)
{
    private const int MaxSessions = 2000;
    private const int MaxRunning = 100;
    private const int MaxMessages = 200_000;
    private const int MaxEmitters = 1000;

    private readonly Dictionary<string, WatchedSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<AlertRule, double> _costs = [];
    private readonly HashSet<AlertRule> _overBudget = [];
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Dropped, double Told)> _emitters = new(StringComparer.Ordinal);
    private DateTime _day;

    /// <summary>Takes in the next event.</summary>
    public void Add(StoredEvent stored)
    {
        if (stored.Session is not { Length: <= 200 } id)
        {
            return;
        }

        WatchedSession session = SessionOf(id);
        EventFacts facts = EventFacts.Read(stored.Data.Span);
        EventDigest digest = EventDigest.Read(stored);
        session.Project = digest.Project ?? session.Project;
        session.Last = EventTime.ToMicroseconds(stored.Time) / 1000.0;
        string tool = facts.Tool.IsEmpty ? "tool" : JsonText.Decode(facts.Tool);
        string call = facts.Call.IsEmpty ? tool : JsonText.Decode(facts.Call);
        switch (stored.Type)
        {
            case var type when TokenSources.MayTell(type):
                AddTokens(stored, session);
                return; // The transcript is read beside the session's work and says nothing about it.
            case "pre_tool" when session.Running.Count < MaxRunning:
                session.Running[call] = (tool, digest.What, session.Last);
                break;
            case "post_tool":
                End(session, tool, call, digest, facts.Duration, facts.Success != false);
                break;
            case "stop" or "session_end" or "stop_failure" or "user_prompt":
                session.Running.Clear();
                session.Told.RemoveWhere(static told => told.Of.Length > 0);
                break;
        }

        bool isAsking = stored.Type == "permission_request"
            || (stored.Type == "notification" && digest.What?.Contains("permission", StringComparison.OrdinalIgnoreCase) == true);
        Wait(session, isAsking, stored.Type == "permission_request" ? $"{tool} {digest.What}" : digest.What);
    }

    /// <summary>Looks at what has gone on for longer than it should.</summary>
    /// <param name="now">Milliseconds since 1970.</param>
    public void Look(double now)
    {
        foreach (WatchedSession session in _sessions.Values)
        {
            foreach (AlertRule rule in rules.Where(static rule => rule.Kind == AlertKind.Waiting))
            {
                if (session.WaitingSince is { } since && now - since >= rule.Limit * 1000 && rule.Covers(session.Project, rule.Tool) && session.Told.Add((rule, "")))
                {
                    tell(rule, $"{Name(session)} waits for you since {Seconds(now - since)}: {session.WaitingFor}", Figure(since), session);
                }
            }

            foreach ((string call, (string tool, string? what, double since)) in session.Running)
            {
                TellSlow(session, tool, call, what, now - since, since);
            }
        }
    }

    /// <summary>Takes in how many events an emitter says that it has dropped, all in all.</summary>
    public void AddDrops(string emitter, string name, double dropped)
    {
        if (!_emitters.TryGetValue(emitter, out (double Dropped, double Told) known) && _emitters.Count == MaxEmitters)
        {
            return;
        }

        double told = dropped < known.Dropped ? 0 : known.Told; // An emitter that has begun anew counts from nothing.
        foreach (AlertRule rule in rules.Where(rule => rule.Kind == AlertKind.Drops && dropped - told >= rule.Limit))
        {
            tell(rule, string.Create(CultureInfo.InvariantCulture, $"The emitter {name} has dropped {dropped - told:N0} events"), $"{emitter} {Figure(Math.Floor(dropped / rule.Limit))}", null);
            told = dropped;
        }

        _emitters[emitter] = (dropped, told);
    }

    private void End(WatchedSession session, string tool, string call, EventDigest digest, double duration, bool isGood)
    {
        TellSlow(session, tool, call, digest.What, duration, session.Running.TryGetValue(call, out var running) ? running.Since : session.Last);
        session.Running.Remove(call);
        session.Told.RemoveWhere(told => told.Of == call);
        foreach (AlertRule rule in rules.Where(rule => rule.Kind == AlertKind.FailedCalls && rule.Covers(session.Project, tool)))
        {
            int failed = isGood ? 0 : session.FailedInARow.GetValueOrDefault(rule) + 1;
            session.FailedInARow[rule] = failed;
            if (failed == (int)rule.Limit)
            {
                tell(rule, string.Create(CultureInfo.InvariantCulture, $"{Name(session)}: {failed} {rule.Tool ?? "tool"} calls failed in a row, the last {tool} {digest.What}"), Figure(session.Last), session);
            }
        }
    }

    private void TellSlow(WatchedSession session, string tool, string call, string? what, double milliseconds, double since)
    {
        foreach (AlertRule rule in rules.Where(rule => rule.Kind == AlertKind.SlowCall && double.IsFinite(milliseconds) && milliseconds >= rule.Limit * 1000 && rule.Covers(session.Project, tool)))
        {
            if (session.Told.Add((rule, call)))
            {
                tell(rule, $"{Name(session)}: {tool} {what} takes {Seconds(milliseconds)}", $"{call} {Figure(since)}", session);
            }
        }
    }

    private static void Wait(WatchedSession session, bool isAsking, string? what)
    {
        session.WaitingFor = isAsking ? what : null;
        session.WaitingSince = isAsking ? session.WaitingSince ?? session.Last : null;
        if (!isAsking)
        {
            session.Told.RemoveWhere(static told => told.Of.Length == 0);
        }
    }

    private void AddTokens(StoredEvent stored, WatchedSession session)
    {
        DateTime day = TimeZoneInfo.ConvertTime(stored.Time, zone).Date;
        if (day > _day)
        {
            _day = day;
            _costs.Clear();
            _overBudget.Clear();
            _messages.Clear();
            foreach (WatchedSession known in _sessions.Values)
            {
                known.Cost = 0;
            }
        }

        using HookMembers? members = HookMembers.TryRead(stored.Data);
        TokenSource source = members is null ? TokenSource.None : TokenSources.Of(stored.Type, members);
        if (source == TokenSource.None || source > session.TokensFrom || members!.Number("cost_usd") is not (> 0 and var cost)
            || (members.Text("message_id") is { } message && _messages.Count < MaxMessages && !_messages.Add(message)))
        {
            return; // What two sources tell, and a message told twice, is counted once.
        }

        double before = session.Cost;
        session.Cost = (source < session.TokensFrom ? 0 : before) + cost;
        session.TokensFrom = source;
        foreach (AlertRule rule in rules.Where(rule => rule.Kind == AlertKind.Cost && rule.Covers(session.Project, rule.Tool)))
        {
            double sum = _costs[rule] = _costs.GetValueOrDefault(rule) + session.Cost - before;
            if (sum > rule.Limit && _overBudget.Add(rule))
            {
                tell(rule, string.Create(CultureInfo.InvariantCulture, $"{rule.Project ?? "Today"} has cost ${sum:F2}, more than ${rule.Limit:F2}"), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), session);
            }
        }
    }

    private WatchedSession SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out WatchedSession? session))
        {
            if (_sessions.Count == MaxSessions)
            {
                _sessions.Remove(_sessions.Values.MinBy(static known => known.Last)!.Id);
            }

            _sessions[id] = session = new WatchedSession(id);
        }

        return session;
    }

    private static string Name(WatchedSession session) => session.Project ?? session.Id[..Math.Min(8, session.Id.Length)];

    private static string Figure(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.#} s");
}
