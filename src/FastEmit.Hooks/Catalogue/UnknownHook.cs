using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>A hook that this version knows nothing of.</summary>
[HookEvent(WireName)]
public sealed partial record UnknownHook : AgentHookEvent
{
    /// <summary>An event of a type that the agent calls <paramref name="hookEventName"/>.</summary>
    /// <remarks>Its subtype is that name in snake case, or <c>unknown</c>.</remarks>
    public UnknownHook(string? hookEventName)
        : base(HookNames.ToSubtype(hookEventName))
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
