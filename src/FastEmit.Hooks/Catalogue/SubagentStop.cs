using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>SubagentStop: a subagent has ended.</summary>
[HookEvent(WireName)]
public sealed partial record SubagentStop : AgentHookEvent
{
    /// <summary>An event of the type <c>subagent_stop</c>.</summary>
    public SubagentStop()
        : base("subagent_stop")
    {
    }

    /// <summary>How it ended.</summary>
    public required SubagentStopData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
