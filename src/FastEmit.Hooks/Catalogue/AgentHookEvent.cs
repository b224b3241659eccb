using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>
/// What the events of all agent hooks have in common, in the wire form that dashboards of this kind read: the event
/// <c>claude_event</c> with <c>{"event":"mpm_event","source":"hook","type":"hook","subtype":…,"timestamp":…,"data":{…}}</c> and,
/// where they are known, <c>correlation_id</c>, <c>session_id</c> and <c>cwd</c>. Immutable.
/// </summary>
public abstract record AgentHookEvent
{
    /// <summary>The Socket.IO name of all these events.</summary>
    public const string WireName = "claude_event";

    private protected AgentHookEvent(string subtype) => Subtype = subtype;

    /// <summary>Always <c>mpm_event</c>.</summary>
    [JsonPropertyOrder(-5)]
    public string Event => "mpm_event";

    /// <summary>Always <c>hook</c>.</summary>
    [JsonPropertyOrder(-4)]
    public string Source => "hook";

    /// <summary>Always <c>hook</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string Type => "hook";

    /// <summary>The hook's type in snake case, such as <c>pre_tool</c>.</summary>
    [JsonPropertyOrder(-2)]
    public string Subtype { get; }

    /// <summary>When the hook ran, UTC.</summary>
    [JsonPropertyOrder(-1)]
    [Timestamp]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>What the events of one tool call have in common: its id, or a hash of what it does where the agent gives none.</summary>
    [JsonPropertyOrder(1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CorrelationId { get; init; }

    /// <summary>The agent's session. Events of one session keep their order.</summary>
    [JsonPropertyOrder(2)]
    [PartitionKey]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SessionId { get; init; }

    /// <summary>The agent's working directory.</summary>
    [JsonPropertyOrder(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Cwd { get; init; }

    /// <summary>Writes the packet up to the last member.</summary>
    internal abstract void WritePacket(ref EventWriter writer);
}
