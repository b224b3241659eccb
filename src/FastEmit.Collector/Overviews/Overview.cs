using FastEmit.Collector.Digests;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;

namespace FastEmit.Collector.Overviews;

/// <summary>
/// What agents did since a time, from every event of the store: what runs, what failed, how long tools take, what it cost. It goes on from
/// event to event, so each is looked at once. For one thread.
/// </summary>
internal sealed class Overview
{
    private const int MaxSessions = 2000;
    private const int MaxNames = 200;
    private const int MaxFailures = 12;
    private const int MaxMessages = 200_000;

    private readonly Dictionary<string, AgentSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToolFigures> _tools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ModelFigures> _models = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);
    private readonly TracedTokens _traced;
    private readonly DateTimeOffset _from;
    private readonly Queue<FailedCall> _failures = new();
    private long _lastId;

    /// <param name="from">Since when.</param>
    public Overview(DateTimeOffset from)
    {
        _from = from;
        _traced = new TracedTokens(Model);
    }

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
        EventQuery query = new() { From = _from, AfterId = _lastId, OldestFirst = true, Limit = maxEvents };
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
        AgentSession? session = SessionOf(stored, facts.Trace);
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
            AddTokens(stored, session, facts.Trace);
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

    private void AddTokens(StoredEvent stored, AgentSession? session, UInt128 trace)
    {
        using HookMembers? members = HookMembers.TryRead(stored.Data);
        TokenSource source = members is null ? TokenSource.None : TokenSources.Of(stored.Type, members);
        TokenTally? tokens = session?.Tokens ?? (trace == UInt128.Zero ? null : _traced.TokensOf(trace));
        if (source == TokenSource.None || source > tokens?.Source
            || (members!.Text("message_id") is { } message && _messages.Count < MaxMessages && !_messages.Add(message)))
        {
            return; // What two sources tell, and a message told twice, is counted once.
        }

        (tokens ?? new TokenTally(Model)).Add(source, members.Text("model") ?? "unknown", members);
    }

    private ModelFigures Model(string name) => Find(_models, name);

    /// <summary>The session that the event names, else that of its trace.</summary>
    private AgentSession? SessionOf(StoredEvent stored, UInt128 trace)
    {
        if (stored.Session is not { Length: <= 200 } id)
        {
            return trace == UInt128.Zero ? null : _traced.SessionOf(trace);
        }

        AgentSession session = SessionOf(id);
        if (trace != UInt128.Zero)
        {
            _traced.Join(trace, session);
        }

        return session;
    }

    private AgentSession SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out AgentSession? session))
        {
            if (_sessions.Count == MaxSessions)
            {
                _sessions.Remove(_sessions.Values.MinBy(static known => known.Last)!.Id);
            }

            _sessions[id] = session = new AgentSession(id, new TokenTally(Model));
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

/// <summary>A tool call that has failed.</summary>
/// <param name="Id">The event of its end.</param>
/// <param name="Session">Its session.</param>
/// <param name="Project">The session's project.</param>
/// <param name="Tool">The tool.</param>
/// <param name="What">Its input, in short.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Time">When: milliseconds since 1970.</param>
internal sealed record FailedCall(long Id, string? Session, string? Project, string? Tool, string? What, string? Error, double Time);
