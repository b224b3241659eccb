using FastEmit.Hooks.Catalogue;

namespace FastEmit.Hooks.Deriving;

/// <summary>Writes the members that are derived from a hook's input.</summary>
/// <param name="data">The target.</param>
/// <param name="input">The input.</param>
/// <param name="durationMs">Milliseconds since the tool call began; null when unknown.</param>
internal delegate void HookFacts(ref DataWriter data, HookInput input, double? durationMs);
