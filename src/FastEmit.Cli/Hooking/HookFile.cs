using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Hooking;

/// <summary>An agent's settings file.</summary>
/// <param name="Host">The agent.</param>
/// <param name="Path">The file.</param>
/// <param name="IsShared">Whether it is a project's, which others share.</param>
internal sealed record HookFile(HookHost Host, string Path, bool IsShared);
