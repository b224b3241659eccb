using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>SessionStart: a session begins.</summary>
[HookEvent(WireName)]
public sealed partial record SessionStart : AgentHookEvent
{
    /// <summary>An event of the type <c>session_start</c>.</summary>
    public SessionStart()
        : base("session_start")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
