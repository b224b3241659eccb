using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>SessionEnd: a session is over.</summary>
[HookEvent(WireName)]
public sealed partial record SessionEnd : AgentHookEvent
{
    /// <summary>An event of the type <c>session_end</c>.</summary>
    public SessionEnd()
        : base("session_end")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
