using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>PreToolUse: the agent is about to use a tool.</summary>
[HookEvent(WireName)]
public sealed partial record PreTool : AgentHookEvent
{
    /// <summary>An event of the type <c>pre_tool</c>.</summary>
    public PreTool()
        : base("pre_tool")
    {
    }

    /// <summary>What the tool is about to do.</summary>
    public required PreToolData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
