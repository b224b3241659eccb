using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>ConfigChange: a settings file has changed.</summary>
[HookEvent(WireName)]
public sealed partial record ConfigChange : AgentHookEvent
{
    /// <summary>An event of the type <c>config_change</c>.</summary>
    public ConfigChange()
        : base("config_change")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
