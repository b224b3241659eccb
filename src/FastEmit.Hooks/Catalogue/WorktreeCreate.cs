using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>WorktreeCreate: a worktree is about to be made.</summary>
[HookEvent(WireName)]
public sealed partial record WorktreeCreate : AgentHookEvent
{
    /// <summary>An event of the type <c>worktree_create</c>.</summary>
    public WorktreeCreate()
        : base("worktree_create")
    {
    }

    /// <summary>The hook's whole input, redacted and within bounds.</summary>
    public required RedactedJson Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
