using FastEmit.Hooks.Catalogue;
using FastEmit.Hooks.Input;

namespace FastEmit.Hooks.Deriving;

/// <summary>Writes what is derived from a hook's input.</summary>
/// <param name="data">Where to.</param>
/// <param name="input">The input.</param>
/// <param name="durationMs">Milliseconds since the tool call began, where that is known.</param>
internal delegate void HookFacts(ref DataWriter data, HookInput input, double? durationMs);
