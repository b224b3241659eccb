using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>TeammateIdle: an agent of a team has nothing to do.</summary>
[HookEvent(WireName)]
public sealed partial record TeammateIdle : AgentHookEvent
{
    /// <summary>An event of the type <c>teammate_idle</c>.</summary>
    public TeammateIdle()
        : base("teammate_idle")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
