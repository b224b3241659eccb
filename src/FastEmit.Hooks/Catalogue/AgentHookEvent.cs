using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>
/// The event of an agent hook, in the wire form that such dashboards read: <c>claude_event</c> with
/// <c>{"event":"mpm_event","source":"hook","type":"hook","subtype":…,"timestamp":…,"data":{…}}</c> and, where they are known,
/// <c>correlation_id</c>, <c>session_id</c>, <c>cwd</c> and <c>traceparent</c>; then <c>agent</c> and <c>event_id</c>. Immutable.
/// </summary>
/// <param name="Subtype">The hook's type in snake case, such as <c>pre_tool</c>.</param>
/// <param name="Data">The hook's input and the members derived from it.</param>
[HookEvent("claude_event")]
internal sealed partial record AgentHookEvent([property: JsonPropertyOrder(-2)] string Subtype, HookData Data)
{
    /// <summary>Always <c>mpm_event</c>.</summary>
    [JsonPropertyOrder(-5)]
    public string Event => "mpm_event";

    /// <summary>Always <c>hook</c>.</summary>
    [JsonPropertyOrder(-4)]
    public string Source => "hook";

    /// <summary>Always <c>hook</c>.</summary>
    [JsonPropertyOrder(-3)]
    public string Type => "hook";

    /// <summary>When the hook ran, UTC.</summary>
    [JsonPropertyOrder(-1)]
    [Timestamp]
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>Shared by the events of one tool call: its id, or a hash of the call's content when the agent gives no id.</summary>
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

    /// <summary>The trace context in which the agent ran the hook.</summary>
    [JsonPropertyOrder(4)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Traceparent { get; init; }

    /// <summary>The program that ran the hook, such as <c>claude</c>.</summary>
    [JsonPropertyOrder(5)]
    public required string Agent { get; init; }

    /// <summary>Identifies the event, so that a copy is recognised. The last member, where a server finds it quickly.</summary>
    [JsonPropertyOrder(6)]
    public required string EventId { get; init; }

    /// <summary>Writes the packet up to the last member.</summary>
    public void WritePacket(ref EventWriter writer) => Write(ref writer, this);

    /// <remarks>Inlined into code that knows the type and is compiled ahead of time. Generic code would not be.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TEvent>(ref EventWriter writer, TEvent value)
        where TEvent : class, IHookEvent<TEvent> => TEvent.WriteOpenPacket(ref writer, in value);
}
