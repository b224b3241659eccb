using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Stop: the agent's turn is over.</summary>
[HookEvent(WireName)]
public sealed partial record Stop : AgentHookEvent
{
    /// <summary>An event of the type <c>stop</c>.</summary>
    public Stop()
        : base("stop")
    {
    }

    /// <summary>How it ended.</summary>
    public required StopData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
