using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>TaskCompleted: a task of a team is done.</summary>
[HookEvent(WireName)]
public sealed partial record TaskCompleted : AgentHookEvent
{
    /// <summary>An event of the type <c>task_completed</c>.</summary>
    public TaskCompleted()
        : base("task_completed")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
