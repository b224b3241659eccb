namespace FastEmit.Hooks.Dialects;

/// <summary>An agent's hook that has another name than ours.</summary>
/// <param name="Original">Its name.</param>
/// <param name="Normal">Ours.</param>
/// <param name="Tool">Our tool that it stands for, where it is about one tool alone.</param>
internal readonly record struct DialectHook(string Original, string Normal, string? Tool = null);
