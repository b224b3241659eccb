using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>UserPromptSubmit: the user has asked for something.</summary>
[HookEvent(WireName)]
public sealed partial record UserPrompt : AgentHookEvent
{
    /// <summary>An event of the type <c>user_prompt</c>.</summary>
    public UserPrompt()
        : base("user_prompt")
    {
    }

    /// <summary>What the user asks for.</summary>
    public required UserPromptData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
