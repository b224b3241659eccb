using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>AssistantResponse: what the agent said.</summary>
[HookEvent(WireName)]
public sealed partial record AssistantResponse : AgentHookEvent
{
    /// <summary>An event of the type <c>assistant_response</c>.</summary>
    public AssistantResponse()
        : base("assistant_response")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
