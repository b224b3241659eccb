using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>PermissionRequest: the agent asks the user for leave. The answer is left to the user.</summary>
[HookEvent(WireName)]
public sealed partial record PermissionRequest : AgentHookEvent
{
    /// <summary>An event of the type <c>permission_request</c>.</summary>
    public PermissionRequest()
        : base("permission_request")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
