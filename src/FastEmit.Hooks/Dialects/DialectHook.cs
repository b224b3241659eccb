namespace FastEmit.Hooks.Dialects;

/// <summary>A hook whose name in this agent differs from ours.</summary>
/// <param name="Original">The agent's name.</param>
/// <param name="Normal">Our name.</param>
/// <param name="Tool">Our tool that the hook implies, when it covers only one tool; otherwise null.</param>
internal readonly record struct DialectHook(string Original, string Normal, string? Tool = null);
