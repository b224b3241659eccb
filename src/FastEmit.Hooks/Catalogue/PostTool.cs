using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>PostToolUse, and PostToolUseFailure: the agent has used a tool.</summary>
[HookEvent(WireName)]
public sealed partial record PostTool : AgentHookEvent
{
    /// <summary>An event of the type <c>post_tool</c>.</summary>
    public PostTool()
        : base("post_tool")
    {
    }

    /// <summary>What came of it.</summary>
    public required PostToolData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
