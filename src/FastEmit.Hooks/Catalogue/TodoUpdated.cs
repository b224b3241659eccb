using FastEmit.Events;

namespace FastEmit.Hooks.Catalogue;

/// <summary>Beside <see cref="PreTool"/> of the tool TodoWrite: the list of what is to be done.</summary>
[HookEvent(WireName)]
public sealed partial record TodoUpdated : AgentHookEvent
{
    /// <summary>An event of the type <c>todo_updated</c>.</summary>
    public TodoUpdated()
        : base("todo_updated")
    {
    }

    /// <summary>The list.</summary>
    public required TodoData Data { get; init; }

    internal override void WritePacket(ref EventWriter writer) => OpenPacket.Write(ref writer, this);
}
