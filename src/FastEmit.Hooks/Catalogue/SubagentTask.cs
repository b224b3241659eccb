using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Beside <see cref="PreTool"/> of the tool Task: a subagent is about to start.</summary>
[HookEvent(WireName)]
public sealed partial record SubagentTask : AgentHookEvent
{
    /// <summary>An event of the type <c>subagent_start</c>.</summary>
    public SubagentTask()
        : base("subagent_start")
    {
    }

    /// <summary>Which one.</summary>
    public required SubagentTaskData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
