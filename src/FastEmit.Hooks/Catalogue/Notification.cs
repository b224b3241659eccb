using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Notification: the agent tells the user something.</summary>
[HookEvent(WireName)]
public sealed partial record Notification : AgentHookEvent
{
    /// <summary>An event of the type <c>notification</c>.</summary>
    public Notification()
        : base("notification")
    {
    }

    /// <summary>What the agent tells.</summary>
    public required NotificationData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
