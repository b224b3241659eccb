using FastEmit.Collector.Digests;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Overviews;

/// <summary>
/// What agents did since a time, from every event of the store: what runs, what failed, how long tools take, what it cost. It goes on from
/// event to event, so each is looked at once. For one thread.
/// </summary>
/// <param name="from">Since when.</param>
internal sealed class Overview(DateTimeOffset from)
{
    private const int MaxSessions = 2000;
    private const int MaxNames = 200;
    private const int MaxFailures = 12;
    private const int MaxMessages = 200_000;

    private readonly Dictionary<string, AgentSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToolFigures> _tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelFigures> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly Queue<FailedCall> _failures = new();
    private long _lastId;

    public IReadOnlyCollection<AgentSession> Sessions => _sessions.Values;

    public IReadOnlyDictionary<string, ToolFigures> Tools => _tools;

    public IReadOnlyDictionary<string, ModelFigures> Models => _models;

    /// <summary>The calls that failed last, the newest last.</summary>
    public IReadOnlyCollection<FailedCall> Failures => _failures;

    /// <summary>Events looked at.</summary>
    public long Events { get; private set; }

    /// <summary>Whether the store had more than one look took in.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>Takes in what is new in the store, up to so many events.</summary>
    public async Task ReadAsync(EventStore store, int maxEvents, CancellationToken cancellationToken)
    {
        int read = 0;
        EventQuery query = new() { From = from, AfterId = _lastId, OldestFirst = true, Limit = maxEvents };
        await foreach (StoredEvent stored in store.QueryAsync(query, cancellationToken).ConfigureAwait(false))
        {
            Add(stored);
            read++;
        }

        IsBehind = read == maxEvents;
    }

    private void Add(StoredEvent stored)
    {
        _lastId = stored.Id;
        Events++;
        EventFacts facts = EventFacts.Read(stored.Data.Span);
        string? tool = facts.Tool.IsEmpty ? null : JsonText.Decode(facts.Tool);
        string? call = facts.Call.IsEmpty ? null : JsonText.Decode(facts.Call);
        double time = EventTime.ToMicroseconds(stored.Time) / 1000.0;
        AgentSession? session = stored.Session is { Length: <= 200 } id ? SessionOf(id) : null;
        EventDigest digest = session is null && stored.Type != "post_tool" ? EventDigest.None : EventDigest.Read(stored);
        session?.Add(stored.Type, tool, call, facts.Success, time, digest);
        if (stored.Type == "post_tool")
        {
            Find(_tools, tool ?? "tool").Add(facts.Duration, facts.Success);
            if (facts.Success == false)
            {
                AddFailure(new FailedCall(stored.Id, stored.Session, digest.Project, tool, digest.What, digest.Error, time));
            }
        }
        else if (stored.Type == "otel_tool_result" && session is { HasHooks: false })
        {
            // Of an agent without hooks: those of others are known by their hooks.
            Find(_tools, tool ?? "tool").Add(facts.Duration, facts.Success);
            if (facts.Success == false)
            {
                AddFailure(new FailedCall(stored.Id, stored.Session, digest.Project, tool, digest.What, digest.Error, time));
            }
        }

        if (TokenSources.MayTell(stored.Type))
        {
            AddTokens(stored, session);
        }
    }

    private void AddFailure(FailedCall failure)
    {
        _failures.Enqueue(failure);
        if (_failures.Count > MaxFailures)
        {
            _failures.Dequeue();
        }
    }

    private void AddTokens(StoredEvent stored, AgentSession? session)
    {
        using HookMembers? members = HookMembers.TryRead(stored.Data);
        TokenSource source = members is null ? TokenSource.None : TokenSources.Of(stored.Type, members);
        if (source == TokenSource.None || source > session?.TokensFrom
            || (members!.Text("message_id") is { } message && _messages.Count < MaxMessages && !_messages.Add(message)))
        {
            return; // What two sources tell, and a message told twice, is counted once.
        }

        bool isPoint = source == TokenSource.Metric; // A point tells of tokens or of cost: those of tokens do not lack a price.
        string model = members.Text("model") ?? "unknown";
        if (session is not null && source < session.TokensFrom)
        {
            foreach ((string known, ModelFigures figures) in session.Models)
            {
                Find(_models, known).Subtract(figures);
            }

            session.Models.Clear();
            session.TokensFrom = source;
        }

        Find(_models, model).Add(members, isPoint);
        if (session is not null)
        {
            Find(session.Models, model).Add(members, isPoint);
            session.Cost = session.Models.Values.Sum(static figures => figures.Cost);
        }
    }

    private AgentSession SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out AgentSession? session))
        {
            if (_sessions.Count == MaxSessions)
            {
                _sessions.Remove(_sessions.Values.MinBy(static known => known.Last)!.Id);
            }

            _sessions[id] = session = new AgentSession(id);
        }

        return session;
    }

    /// <summary>The figures of a name; names beyond the bound share one.</summary>
    private static T Find<T>(Dictionary<string, T> figures, string name)
        where T : new()
    {
        string key = name.Length <= 100 && (figures.Count < MaxNames || figures.ContainsKey(name)) ? name : "others";
        if (!figures.TryGetValue(key, out T? found))
        {
            figures[key] = found = new T();
        }

        return found;
    }
}
