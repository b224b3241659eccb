using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>PostCompact: the agent has shortened its context.</summary>
[HookEvent(WireName)]
public sealed partial record PostCompact : AgentHookEvent
{
    /// <summary>An event of the type <c>post_compact</c>.</summary>
    public PostCompact()
        : base("post_compact")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
