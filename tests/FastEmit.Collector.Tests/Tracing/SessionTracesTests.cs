using System.Text;
using FastEmit.Collector.Storage;
using FastEmit.Collector.Tracing;
using OpenTelemetry.Proto.Trace.V1;

namespace FastEmit.Collector.Tests.Tracing;

public sealed class SessionTracesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Span> _ended = [];
    private readonly SessionTraces _traces;
    private long _lastId;

    public SessionTracesTests() => _traces = new SessionTraces((_, span) => _ended.Add(span));

    [Fact]
    public void Prompt_WhileATurnIsOpen_EndsItAndTheCallsThatNobodyEnded()
    {
        Add("user_prompt", 0);
        Add("pre_tool", 1, """ "tool_name":"Bash","tool_use_id":"c1" """);
        Add("user_prompt", 5);
        Add("stop", 9);

        Assert.Equal(["execute_tool Bash 4 Nothing has told of its end.", "turn 5 ", "turn 4 "], Told());
        Assert.NotEqual(_ended[1].SpanId, _ended[2].SpanId);
    }

    [Fact]
    public void StopFailure_Turn_HasFailed()
    {
        Add("user_prompt", 0);
        Add("stop_failure", 2, """ "reason":"overloaded" """);

        Assert.Equal(["turn 2 overloaded"], Told());
    }

    [Fact]
    public void EndSilent_AnHourAfterTheLastEvent_EndsTheSessionAndWhatComesLaterIsAnotherTrace()
    {
        Add("session_start", 0);
        Add("notification", 60);
        _traces.EndSilent(Noon.AddSeconds(3600));
        Assert.Empty(_ended);
        _traces.EndSilent(Noon.AddSeconds(3661));
        Add("session_end", 9000);

        Assert.Equal(["session 60 ", "session 0 "], Told());
        Assert.NotEqual(_ended[0].TraceId, _ended[1].TraceId);
    }

    [Fact]
    public void Add_TheSameEventsAgain_GivesTheSameIds()
    {
        List<Span> again = [];
        SessionTraces others = new((_, span) => again.Add(span));
        foreach (StoredEvent stored in (StoredEvent[])[Stored("user_prompt", 0), Stored("stop", 1), Stored("session_end", 2)])
        {
            _traces.Add(stored);
            others.Add(stored);
        }

        Assert.Equal(2, again.Count);
        Assert.Equal(_ended, again);
    }

    [Fact]
    public void Add_ManySessionsAndCalls_KeepsABoundedNumber()
    {
        for (int i = 0; i < 2500; i++)
        {
            _traces.Add(Stored("session_start", i, session: $"s{i}"));
        }

        Assert.Equal(500, _ended.Count);
        for (int i = 0; i < 200; i++)
        {
            _traces.Add(Stored("pre_tool", 3000, $""" "tool_name":"Bash","tool_use_id":"c{i}" """, "s2499"));
        }

        _traces.Add(Stored("stop", 3001, session: "s2499"));
        Assert.Equal(600, _ended.Count);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("not json")]
    [InlineData("""{"session_id":"s1","timestamp":"0001-01-01T00:00:00Z","data":{"duration_ms":1e300,"tool_name":7}}""")]
    [InlineData("""{"session_id":"s1","data":{"input_tokens":-1,"output_tokens":1e300,"model":7}}""")]
    public void Add_DataOfAnyForm_IsBorne(string data)
    {
        foreach (string type in (string[])["user_prompt", "pre_tool", "post_tool", "token_usage_updated", "stop", "session_end"])
        {
            _traces.Add(Stored(type, 0) with { Data = Encoding.UTF8.GetBytes(data) });
        }

        Assert.All(_ended, static span => Assert.True(span.EndTimeUnixNano >= span.StartTimeUnixNano && span.StartTimeUnixNano > 0));
    }

    private void Add(string type, double seconds, string data = "") => _traces.Add(Stored(type, seconds, data));

    private StoredEvent Stored(string type, double seconds, string data = "", string session = "s1") => new()
    {
        Id = ++_lastId,
        Time = Noon.AddSeconds(seconds),
        Namespace = "/",
        Name = "claude_event",
        Type = type,
        Session = session,
        Data = Encoding.UTF8.GetBytes($$$"""{"session_id":"{{{session}}}","data":{ {{{data}}} }}"""),
    };

    private IEnumerable<string> Told() => _ended.Select(static span => $"{span.Name} {(span.EndTimeUnixNano - span.StartTimeUnixNano) / 1e9} {span.Status?.Message}");
}
