namespace FastEmit.Hooks.State;

/// <summary>The reported steps of a tool call, as bits for an entry of the state file.</summary>
[Flags]
internal enum ToolCallStep : byte
{
    None = 0,
    Before = 1,
    After = 2,
    PermissionAsked = 4,
}
