namespace FastEmit.Hooks.State;

/// <summary>Which steps of a tool call have been told. Bits, for an entry of the state file.</summary>
[Flags]
internal enum ToolCallStep : byte
{
    None = 0,
    Before = 1,
    After = 2,
    PermissionAsked = 4,
}
