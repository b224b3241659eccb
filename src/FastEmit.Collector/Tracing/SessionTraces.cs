using System.Globalization;
using FastEmit.Collector.Digests;
using FastEmit.Collector.Events;
using FastEmit.Collector.Storage;
using FastEmit.Protocol.Packets;
using Google.Protobuf;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tracing;

/// <summary>
/// Makes traces of agents' events: a span for the session, in it one for each turn (from a prompt to the answer), in these one for each tool call and for each message
/// of a model with its tokens and cost, under the names of OpenTelemetry's GenAI conventions. For one thread.
/// </summary>
/// <param name="end">Gets each span at its end, with the agent program whose it is.</param>
internal sealed class SessionTraces(Action<string, Span> end)
{
    private const int MaxSessions = 2000;
    private const int MaxRunning = 100;
    private const int MaxMessages = 200_000;

    /// <summary>A session that is silent for so long has ended; what comes later is a trace of its own.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    private readonly Dictionary<string, TracedSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _messages = new(StringComparer.Ordinal);

    /// <summary>Takes in the next event. What came by OTLP is not told again.</summary>
    public void Add(StoredEvent stored)
    {
        if (stored.Session is not { Length: <= 200 } id || stored.Type.StartsWith("otel_", StringComparison.Ordinal))
        {
            return;
        }

        using HookMembers? members = HookMembers.TryRead(stored.Data);
        if (members is null)
        {
            return;
        }

        EventFacts facts = EventFacts.Read(stored.Data.Span);
        EventDigest digest = EventDigest.Read(stored);
        ulong at = NanosecondsOf(facts.SentAt is { } sent && sent > DateTimeOffset.UnixEpoch ? sent : stored.Time);
        TracedSession session = SessionOf(id, at);
        session.Received = stored.Time.ToUnixTimeMilliseconds();
        session.Last = Math.Max(session.Last, at);
        session.Agent = digest.Agent ?? session.Agent;
        session.Project = digest.Project ?? session.Project;
        string tool = facts.Tool.IsEmpty ? "tool" : JsonText.Decode(facts.Tool);
        string call = facts.Call.IsEmpty ? tool : JsonText.Decode(facts.Call);
        switch (stored.Type)
        {
            case "user_prompt":
                EndTurn(session, at, null);
                session.Turn = NewSpan(session, "turn", session.SpanId, at, stored);
                Set(session.Turn, "fastemit.prompt", digest.What);
                session.LastTurn = session.Turn.SpanId;
                break;
            case "pre_tool" when session.Running.Count < MaxRunning:
                session.Running[call] = NewCall(session, tool, call, at, stored);
                break;
            case "post_tool":
                EndCall(session, session.Running.Remove(call, out Span? running) ? running : NewCall(session, tool, call, Before(at, facts.Duration), stored), at, facts.Success, digest);
                break;
            case "token_usage_updated":
                TellMessage(session, members, at, stored);
                break;
            case "stop":
                EndTurn(session, at, null);
                break;
            case "stop_failure":
                EndTurn(session, at, digest.What ?? "The turn failed.");
                break;
            case "session_end":
                EndSession(session);
                break;
        }
    }

    /// <summary>Ends the sessions of which nothing has come for long.</summary>
    public void EndSilent(DateTimeOffset now)
    {
        long limit = (now - Silence).ToUnixTimeMilliseconds();
        foreach (TracedSession session in _sessions.Values.Where(session => session.Received < limit).ToList())
        {
            EndSession(session);
        }
    }

    private static Span NewCall(TracedSession session, string tool, string call, ulong start, StoredEvent stored)
    {
        Span span = NewSpan(session, $"execute_tool {tool}", session.Turn?.SpanId ?? session.SpanId, start, stored);
        Set(span, "gen_ai.operation.name", "execute_tool");
        Set(span, "gen_ai.tool.name", tool);
        Set(span, "gen_ai.tool.call.id", call);
        return span;
    }

    private void EndCall(TracedSession session, Span span, ulong at, bool? success, EventDigest digest)
    {
        Set(span, "fastemit.what", digest.What);
        Set(span, "gen_ai.agent.id", digest.Subagent);
        End(session, span, at, success == false ? digest.Error ?? "The call failed." : null);
    }

    /// <summary>A message of a model, once: it is over when it is told of.</summary>
    private void TellMessage(TracedSession session, HookMembers members, ulong at, StoredEvent stored)
    {
        if (members.Text("message_id") is { } message && (_messages.Contains(message) || (_messages.Count < MaxMessages && !_messages.Add(message))))
        {
            return;
        }

        string model = members.Text("model") ?? "unknown";
        Span span = NewSpan(session, $"chat {model}", session.Turn?.SpanId ?? session.LastTurn ?? session.SpanId, at, stored);
        span.Kind = Span.Types.SpanKind.Client;
        Set(span, "gen_ai.operation.name", "chat");
        Set(span, "gen_ai.response.model", model);
        Set(span, "gen_ai.agent.id", members.Text("agent_id"));
        Set(span, "gen_ai.usage.input_tokens", members.Number("input_tokens"));
        Set(span, "gen_ai.usage.output_tokens", members.Number("output_tokens"));
        Set(span, "gen_ai.usage.cache_read.input_tokens", members.Number("cache_read_input_tokens"));
        Set(span, "gen_ai.usage.cache_creation.input_tokens", members.Number("cache_creation_input_tokens"));
        if (members.Number("cost_usd") is { } cost)
        {
            span.Attributes.Add(new KeyValue { Key = "cost_usd", Value = new AnyValue { DoubleValue = cost } });
        }

        End(session, span, at, null);
    }

    private void EndTurn(TracedSession session, ulong at, string? error)
    {
        foreach (Span call in session.Running.Values)
        {
            End(session, call, at, "Nothing has told of its end.");
        }

        session.Running.Clear();
        if (session.Turn is { } turn)
        {
            session.Turn = null;
            End(session, turn, at, error);
        }
    }

    private void EndSession(TracedSession session)
    {
        _sessions.Remove(session.Id);
        EndTurn(session, session.Last, null);
        Span span = NewSpan(session, "session", ByteString.Empty, session.Start, null);
        span.SpanId = session.SpanId;
        End(session, span, session.Last, null);
    }

    private void End(TracedSession session, Span span, ulong at, string? error)
    {
        span.EndTimeUnixNano = Math.Max(at, span.StartTimeUnixNano);
        Set(span, "fastemit.project", session.Project);
        if (error is not null)
        {
            span.Status = new Status { Code = Status.Types.StatusCode.Error, Message = error };
        }

        end(session.Agent ?? "agent", span);
    }

    private TracedSession SessionOf(string id, ulong at)
    {
        if (!_sessions.TryGetValue(id, out TracedSession? session))
        {
            if (_sessions.Count == MaxSessions)
            {
                EndSession(_sessions.Values.MinBy(static known => known.Received)!);
            }

            _sessions[id] = session = new TracedSession(id, at);
        }

        return session;
    }

    private static Span NewSpan(TracedSession session, string name, ByteString parent, ulong start, StoredEvent? stored)
    {
        Span span = new()
        {
            TraceId = session.TraceId,
            SpanId = SpanIds.SpanOf(session.TraceId, string.Create(CultureInfo.InvariantCulture, $"{name} {stored?.Id}")),
            ParentSpanId = parent,
            Name = name,
            Kind = Span.Types.SpanKind.Internal,
            StartTimeUnixNano = start,
        };
        Set(span, "session.id", session.Id);
        return span;
    }

    private static void Set(Span span, string key, string? text)
    {
        if (text is not null)
        {
            span.Attributes.Add(new KeyValue { Key = key, Value = new AnyValue { StringValue = text } });
        }
    }

    private static void Set(Span span, string key, double? count)
    {
        if (count is >= 0 and < 1e15)
        {
            span.Attributes.Add(new KeyValue { Key = key, Value = new AnyValue { IntValue = (long)count } });
        }
    }

    private static ulong Before(ulong at, double milliseconds) => milliseconds is > 0 and < 1e9 ? at - Math.Min(at, (ulong)(milliseconds * 1e6)) : at;

    private static ulong NanosecondsOf(DateTimeOffset time) => (ulong)Math.Max(0, (time - DateTimeOffset.UnixEpoch).Ticks) * 100;
}
