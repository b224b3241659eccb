using FastEmit.Collector.Digests;

namespace FastEmit.Collector.Overviews;

/// <summary>The present state of one agent session. For one thread.</summary>
/// <param name="id">The session.</param>
/// <param name="tokens">Counts its tokens.</param>
internal sealed class AgentSession(string id, TokenTally tokens)
{
    private const int MaxRunning = 100;

    private readonly Dictionary<string, RunningCall> _running = new(StringComparer.Ordinal);

    public string Id => id;

    public string? Project { get; private set; }

    public string? Agent { get; private set; }

    /// <summary>The first prompt of the day.</summary>
    public string? Prompt { get; private set; }

    /// <summary>When its last event was received: milliseconds since 1970.</summary>
    public double Last { get; private set; }

    /// <summary>Since when it waits for a person, or null.</summary>
    public double? WaitingSince { get; private set; }

    /// <summary>The reason why it waits.</summary>
    public string? WaitingFor { get; private set; }

    /// <summary>Whether it has ended, or its turn has.</summary>
    public bool IsAtRest { get; private set; }

    public long Calls { get; private set; }

    public long Failed { get; private set; }

    /// <summary>Whether it has hooks, which tell of its calls.</summary>
    public bool HasHooks { get; private set; }

    /// <summary>Its tokens and cost.</summary>
    public TokenTally Tokens => tokens;

    /// <summary>The call that began last of those that run, or null.</summary>
    public RunningCall? Current => _running.Count == 0 ? null : _running.Values.MaxBy(static call => call.Since);

    /// <summary>Takes in the session's next event.</summary>
    public void Add(string type, string? tool, string? call, bool? success, double time, EventDigest digest)
    {
        Project = digest.Project ?? Project;
        Agent = digest.Agent ?? Agent;
        Last = time;
        if (type == "token_usage_updated")
        {
            return; // The transcript is read beside the session's work and says nothing about it.
        }

        if (type.StartsWith("otel_", StringComparison.Ordinal))
        {
            bool isCall = !HasHooks && type == "otel_tool_result";
            Calls += isCall ? 1 : 0;
            Failed += isCall && success == false ? 1 : 0;
            return; // OTLP tells beside the session's work what was done.
        }

        HasHooks = true;

        // A notification behind the end of a turn says that the agent is at rest.
        IsAtRest = type is "stop" or "session_end" or "stop_failure" || (IsAtRest && type == "notification");
        switch (type)
        {
            case "user_prompt":
                Prompt ??= digest.What;
                _running.Clear();
                break;
            case "pre_tool" when _running.Count < MaxRunning:
                _running[call ?? tool ?? ""] = new RunningCall(tool ?? "tool", digest.What, time);
                break;
            case "post_tool":
                _running.Remove(call ?? tool ?? "");
                Calls++;
                Failed += success == false ? 1 : 0;
                break;
            case "stop" or "session_end" or "stop_failure":
                _running.Clear();
                break;
        }

        bool isAsking = type == "permission_request" || (type == "notification" && digest.What?.Contains("permission", StringComparison.OrdinalIgnoreCase) == true);
        WaitingSince = isAsking ? WaitingSince ?? time : null;
        WaitingFor = isAsking ? (type == "permission_request" && tool is not null ? $"{tool} {digest.What}" : digest.What) ?? WaitingFor : null;
    }
}

/// <summary>A tool call that has begun.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="What">Its input, in short.</param>
/// <param name="Since">When: milliseconds since 1970.</param>
internal sealed record RunningCall(string Tool, string? What, double Since);
