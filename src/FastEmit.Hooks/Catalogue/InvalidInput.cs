using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>A hook's input that is not JSON.</summary>
[HookEvent(WireName)]
public sealed partial record InvalidInput : AgentHookEvent
{
    /// <summary>An event of the type <c>invalid_input</c>.</summary>
    public InvalidInput()
        : base("invalid_input")
    {
    }

    /// <summary>What is wrong with it.</summary>
    public required InvalidInputData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
