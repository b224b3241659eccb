using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>SubagentStart: a subagent has started.</summary>
[HookEvent(WireName)]
public sealed partial record SubagentStart : AgentHookEvent
{
    /// <summary>An event of the type <c>subagent_start</c>.</summary>
    public SubagentStart()
        : base("subagent_start")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
