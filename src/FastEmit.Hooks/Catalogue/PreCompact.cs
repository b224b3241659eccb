using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>PreCompact: the agent is about to shorten its context.</summary>
[HookEvent(WireName)]
public sealed partial record PreCompact : AgentHookEvent
{
    /// <summary>An event of the type <c>pre_compact</c>.</summary>
    public PreCompact()
        : base("pre_compact")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
