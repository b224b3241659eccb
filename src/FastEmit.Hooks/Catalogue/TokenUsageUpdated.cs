using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Beside <see cref="Stop"/>, when it says what tokens were used.</summary>
[HookEvent(WireName)]
public sealed partial record TokenUsageUpdated : AgentHookEvent
{
    /// <summary>An event of the type <c>token_usage_updated</c>.</summary>
    public TokenUsageUpdated()
        : base("token_usage_updated")
    {
    }

    /// <summary>The tokens.</summary>
    public required TokenUsageData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
