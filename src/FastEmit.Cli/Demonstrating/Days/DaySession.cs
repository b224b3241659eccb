using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Transcripts;

namespace FastEmit.Cli.Demonstrating.Days;

/// <summary>
/// One agent's session of the made-up day: prompts, tool calls with their failures and permissions, subagents, compactions, tokens with their cost.
/// The same seed gives the same session. For one thread.
/// </summary>
internal sealed class DaySession
{
    private static readonly PriceTable Prices = PriceTable.Shipped();

    private readonly Random _random;
    private readonly DateTimeOffset _day;
    private readonly List<DayEvent> _events = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly string _id;
    private readonly string _folder;
    private readonly string _agent;
    private readonly string _model;
    private readonly DayEnding _ending;
    private TimeSpan _at;
    private int _calls;
    private int _messages;

    /// <param name="seed">The seed, which identifies the session.</param>
    /// <param name="day">The beginning of the day.</param>
    /// <param name="start">The session's beginning, relative to the day's.</param>
    /// <param name="ending">The session's state when the day ends.</param>
    public DaySession(int seed, DateTimeOffset day, TimeSpan start, DayEnding ending)
    {
        _random = new Random(seed);
        _day = day;
        _at = start;
        _ending = ending;
        Span<byte> id = stackalloc byte[16];
        _random.NextBytes(id);
        _id = new Guid(id).ToString();
        _folder = $"/home/ada/{Pick(DayCast.Projects)}";
        _agent = Pick(DayCast.Agents);
        _model = Pick(DayCast.Models);
    }

    /// <summary>The session's events, the oldest first.</summary>
    public IReadOnlyList<DayEvent> Create()
    {
        Add("session_start", json =>
        {
            json.WriteString("source"u8, OneIn(6) ? "resume" : "startup");
            json.WriteString("model"u8, _model);
            json.WriteString("git_branch"u8, "main");
        });
        int turns = _random.Next(1, 6);
        for (int turn = 1; turn <= turns; turn++)
        {
            Turn(isLast: turn == turns);
        }

        if (_ending == DayEnding.Over)
        {
            Pass(5, 600);
            Add("session_end", static json => json.WriteString("reason"u8, "exit"));
        }

        return _events;
    }

    private void Turn(bool isLast)
    {
        Pass(5, 300);
        Add("user_prompt", json => json.WriteString("prompt"u8, Pick(DayCast.Prompts)));
        int calls = _random.Next(2, 14);
        for (int call = 0; call < calls; call++)
        {
            Tokens(null);
            if (OneIn(14))
            {
                Delegate();
            }
            else
            {
                Call(DayTool.Draw(_random), null, null);
            }

            if (OneIn(25))
            {
                Compact();
            }
        }

        Tokens(null);
        if (isLast && _ending != DayEnding.Over)
        {
            LeaveOpen();
            return;
        }

        Add("stop", json => json.WriteString("last_assistant_message"u8, Pick(DayCast.Answers)));
        if (OneIn(5))
        {
            Pass(60, 90);
            Add("notification", static json => json.WriteString("message"u8, "Claude is waiting for your input"));
        }
    }

    /// <summary>The day ends in the middle of a call, or of a question.</summary>
    private void LeaveOpen()
    {
        DayTool tool = DayTool.All[1];
        string call = NextCall();
        if (_ending == DayEnding.Waiting)
        {
            Add("permission_request", json => WriteCall(json, tool, "git push origin main", call, null), call);
        }
        else
        {
            Add("pre_tool", json => WriteCall(json, tool, "dotnet test --filter Orders", call, null), call);
        }
    }

    private void Call(DayTool tool, string? subagent, string? kind)
    {
        string input = Pick(tool.Inputs);
        string call = NextCall();
        bool isRisky = input.StartsWith("git push", StringComparison.Ordinal);
        Add("pre_tool", json => WriteCall(json, tool, input, call, null, subagent, kind), call);
        if (isRisky)
        {
            Add("permission_request", json => WriteCall(json, tool, input, call, null, subagent, kind), call);
            Pass(3, 240);
            if (OneIn(8))
            {
                Add("permission_denied", json => WriteCall(json, tool, input, call, null, subagent, kind), call);
                return;
            }
        }

        int duration = Spread(tool.MedianMs);
        bool isFailed = OneIn(tool.FailsOneIn);
        string error = Pick(DayCast.Errors);
        _at += TimeSpan.FromMilliseconds(duration);
        Add("post_tool", json => WriteEnd(json, tool, input, call, duration, isFailed ? error : null, subagent, kind), call);
    }

    /// <summary>A subagent with calls and tokens of its own, which has a session within the session.</summary>
    private void Delegate()
    {
        string kind = Pick(DayCast.Subagents);
        string input = Pick(DayTool.Task.Inputs);
        string call = NextCall();
        string subagent = $"a{_random.Next():x8}";
        TimeSpan began = _at;
        Add("pre_tool", json => WriteCall(json, DayTool.Task, input, call, kind), call);
        Add("subagent_start", json => WriteSubagent(json, subagent, kind));
        for (int left = _random.Next(1, 7); left > 0; left--)
        {
            Call(DayTool.Draw(_random), subagent, kind);
            Tokens(subagent);
        }

        Add("subagent_stop", json =>
        {
            WriteSubagent(json, subagent, kind);
            json.WriteString("last_assistant_message"u8, Pick(DayCast.Answers));
        });
        int duration = (int)(_at - began).TotalMilliseconds;
        Add("post_tool", json => WriteEnd(json, DayTool.Task, input, call, duration, OneIn(DayTool.Task.FailsOneIn) ? "The subagent gave up." : null, null, null), call);
    }

    private void Compact()
    {
        string trigger = OneIn(4) ? "manual" : "auto";
        Add("pre_compact", json => json.WriteString("trigger"u8, trigger));
        Pass(20, 60);
        Add("post_compact", json => json.WriteString("trigger"u8, trigger));
    }

    /// <summary>Adds a message's tokens, sometimes twice: the transcript of a resumed session repeats its old messages.</summary>
    private void Tokens(string? subagent)
    {
        Pass(1, 12);
        TokenUsage usage = new(_random.Next(4, 900), _random.Next(20, 2500), _random.Next(0, 9000), _random.Next(2000, 120_000), 0);
        string message = string.Create(CultureInfo.InvariantCulture, $"msg_{_id[..8]}_{++_messages}");
        for (int copies = OneIn(40) ? 2 : 1; copies > 0; copies--)
        {
            Add("token_usage_updated", json =>
            {
                json.WriteString("message_id"u8, message);
                json.WriteString("model"u8, _model);
                if (subagent is not null)
                {
                    json.WriteString("agent_id"u8, subagent);
                }

                json.WriteNumber("input_tokens"u8, usage.Input);
                json.WriteNumber("output_tokens"u8, usage.Output);
                json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheCreation);
                json.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
                json.WriteNumber("total_tokens"u8, usage.Total);
                if (Prices.CostOf(_model, usage) is { } cost)
                {
                    json.WriteNumber("cost_usd"u8, cost);
                }
            });
        }
    }

    private void WriteCall(Utf8JsonWriter json, DayTool tool, string input, string call, string? kind, string? subagent = null, string? subagentKind = null)
    {
        if (subagent is not null)
        {
            WriteSubagent(json, subagent, subagentKind!);
        }

        json.WriteString("tool_name"u8, tool.Name);
        json.WriteString("tool_use_id"u8, call);
        json.WritePropertyName("tool_input"u8);
        tool.WriteInput(json, input, _folder, kind);
    }

    private void WriteEnd(Utf8JsonWriter json, DayTool tool, string input, string call, int duration, string? error, string? subagent, string? kind)
    {
        WriteCall(json, tool, input, call, null, subagent, kind);
        json.WriteNumber("duration_ms"u8, duration);
        json.WriteBoolean("success"u8, error is null);
        if (error is not null)
        {
            json.WriteString("error"u8, error);
        }
        else
        {
            json.WriteStartObject("tool_response"u8);
            json.WriteString("stdout"u8, "ok\n128 lines\n");
            json.WriteEndObject();
        }
    }

    private static void WriteSubagent(Utf8JsonWriter json, string id, string kind)
    {
        json.WriteString("agent_id"u8, id);
        json.WriteString("agent_type"u8, kind);
    }

    /// <summary>Adds an event in the form of the hook agent's, with the data of a hook.</summary>
    private void Add(string subtype, Action<Utf8JsonWriter> write, string? call = null)
    {
        _buffer.Clear();
        using (Utf8JsonWriter json = new(_buffer))
        {
            json.WriteStartObject();
            json.WriteString("event"u8, "mpm_event"u8);
            json.WriteString("source"u8, "hook"u8);
            json.WriteString("type"u8, "hook"u8);
            json.WriteString("subtype"u8, subtype);
            json.WriteString("timestamp"u8, (_day + _at).UtcDateTime);
            json.WriteStartObject("data"u8);
            write(json);
            json.WriteEndObject();
            if (call is not null)
            {
                json.WriteString("correlation_id"u8, call);
            }

            json.WriteString("session_id"u8, _id);
            json.WriteString("cwd"u8, _folder);
            json.WriteString("agent"u8, _agent);
            json.WriteEndObject();
        }

        _events.Add(new DayEvent(_at, _id, _buffer.WrittenSpan.ToArray()));
        _at += TimeSpan.FromMilliseconds(_random.Next(2, 400));
    }

    private string NextCall() => string.Create(CultureInfo.InvariantCulture, $"toolu_{_id[..8]}{++_calls:x6}");

    private void Pass(int minSeconds, int maxSeconds) => _at += TimeSpan.FromSeconds(_random.Next(minSeconds, maxSeconds));

    /// <summary>Draws from a log-uniform spread of two powers of two to both sides of the median.</summary>
    private int Spread(int median) => (int)(median * Math.Pow(2, (_random.NextDouble() * 4) - 2));

    private bool OneIn(int chances) => _random.Next(chances) == 0;

    private string Pick(string[] choices) => choices[_random.Next(choices.Length)];
}
