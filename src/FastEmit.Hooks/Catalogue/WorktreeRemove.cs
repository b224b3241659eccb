using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>WorktreeRemove: a worktree is about to be removed.</summary>
[HookEvent(WireName)]
public sealed partial record WorktreeRemove : AgentHookEvent
{
    /// <summary>An event of the type <c>worktree_remove</c>.</summary>
    public WorktreeRemove()
        : base("worktree_remove")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
