using FastEmit.Hooks.Settings;

namespace FastEmit.Cli.Hooking;

/// <summary>What is to be installed.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Command">A command line that is given instead, or null.</param>
/// <param name="Types">The hook types; null for all that the agent takes.</param>
/// <param name="Endpoint">Where the running agent takes hooks by HTTP; null for commands.</param>
/// <param name="ServerToken">The server's token, to be kept for the agent; null for none.</param>
internal sealed record HookInstallPlan(
    IReadOnlyList<string> Words, string? Command, IReadOnlyList<string>? Types, HookEndpointAddress? Endpoint, string? ServerToken);
