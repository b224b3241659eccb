using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Hooking;

/// <summary>The hook to install.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Command">A command line that replaces them, or null.</param>
/// <param name="Types">The hook types; null for all that the agent supports.</param>
/// <param name="Endpoint">The address at which the running agent accepts hooks over HTTP; null for commands.</param>
/// <param name="ServerToken">The server's token to store for the agent; null for none.</param>
internal sealed record HookInstallPlan(
    IReadOnlyList<string> Words, string? Command, IReadOnlyList<string>? Types, HookEndpointAddress? Endpoint, string? ServerToken);
