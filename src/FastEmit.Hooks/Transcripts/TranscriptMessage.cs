using System.Globalization;
using FastEmit.Hooks.Deriving;
using FastEmit.Hooks.Input;
using FastEmit.Hooks.State;

namespace FastEmit.Hooks.Transcripts;

/// <summary>A message of the agent, from one line of a transcript. A message may have several lines; the last one has the final figures.</summary>
internal sealed class TranscriptMessage
{
    private TranscriptMessage(JsonValue line, JsonValue message, string id)
    {
        Line = line;
        Id = id;
        RequestId = line["requestId"u8].GetName();
        Key = ToolCallKey.OfId(RequestId, id);
        Model = message["model"u8].GetName();
        Usage = TokenUsage.Of(message["usage"u8]);
        IsFinal = message["stop_reason"u8].Kind == JsonKind.String;
        SessionId = line["sessionId"u8].GetName();
        AgentId = line["agentId"u8].GetName();
        IsSidechain = line["isSidechain"u8].IsTrue;
        Cwd = line["cwd"u8].GetName();
        Branch = line["gitBranch"u8].GetName();
        Content = message["content"u8];
        Timestamp = DateTimeOffset.TryParse(line["timestamp"u8].GetString(64), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : null;
    }

    /// <summary>The whole line.</summary>
    public JsonValue Line { get; }

    /// <summary>The message's id.</summary>
    public string Id { get; }

    /// <summary>The request that it answers, or null.</summary>
    public string? RequestId { get; }

    /// <summary>The key of message and request.</summary>
    public ToolCallKey Key { get; }

    /// <summary>The model, or null.</summary>
    public string? Model { get; }

    /// <summary>The tokens that it used.</summary>
    public TokenUsage Usage { get; }

    /// <summary>Whether the line has the reason of the message's end. Its figures are final then.</summary>
    public bool IsFinal { get; }

    /// <summary>The session.</summary>
    public string? SessionId { get; }

    /// <summary>The subagent, or null.</summary>
    public string? AgentId { get; }

    /// <summary>Whether a subagent wrote it.</summary>
    public bool IsSidechain { get; }

    /// <summary>The working directory.</summary>
    public string? Cwd { get; }

    /// <summary>The branch.</summary>
    public string? Branch { get; }

    /// <summary>Its content.</summary>
    public JsonValue Content { get; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <summary>The message of a line; null when the line has no message with token usage.</summary>
    public static TranscriptMessage? Of(JsonValue line)
    {
        JsonValue message = line["message"u8];
        return message["usage"u8].Kind == JsonKind.Object && message["id"u8].GetName() is { } id && !message["model"u8].Is("<synthetic>"u8)
            ? new TranscriptMessage(line, message, id)
            : null;
    }
}
